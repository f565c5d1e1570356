/** What is done with a request before it is acknowledged: it is kept, a modal is opened, choices are found, or it is declined. */
import type { Hub } from "@singularity/hub-server/client";
import type { Fault } from "../inbox/fault.ts";
import type { Worker, WorkerLog } from "../inbox/worker.ts";
import type { Store } from "../inbox/gather.ts";
import { hear } from "./heard.ts";
import { slashCommand } from "./manifest.ts";
import { open, type Opening } from "./opening.ts";
import type { Body } from "./payload.ts";
import type { People } from "./people.ts";
import { suggest } from "./search.ts";
import type { Submission } from "./submission.ts";
import { ackOf, refusedAtOnce, type Outcome } from "./submit.ts";
import type { Kept } from "./surface.ts";
import { stillWorking } from "./views.ts";
import type { Waiters } from "./waiters.ts";
import type { SlackWeb } from "./web.ts";

export type Ack = (response?: unknown) => Promise<void>;

export interface DoorOptions {
  readonly hub: Hub;
  readonly web: SlackWeb;
  readonly people: People;
  readonly waiters: Waiters<Outcome>;
  readonly worker: Worker;
  readonly store: Store<{ source: string; id: string; body: unknown; lane?: string }>;
  readonly fault: Fault;
  readonly log: WorkerLog;
  readonly now: () => number;
}

const source = "slack";

/** @throws TryAgain when it cannot be kept: Slack must send it again */
export function doors(options: DoorOptions): (body: Body, ack: Ack) => Promise<void> {
  return async (body, ack) => {
    const heard = hear(body, slashCommand);
    if (!heard) return ack();
    if ("polite" in heard) return ack({ response_type: "ephemeral", text: heard.polite });
    if ("search" in heard) return ack({ options: await suggest(options, heard.search) });
    if ("open" in heard) {
      openSoon(options, heard.open);
      return ack();
    }
    const item: Kept = { ...heard.keep, received: new Date(options.now()).toISOString() };
    if (item.kind === "form") return form(options, item, ack);
    await keep(options, item);
    return ack();
  };
}

async function keep({ store, fault, worker }: DoorOptions, item: Kept): Promise<boolean> {
  const fresh = await store([{ source, id: item.id, body: item, lane: item.user }]);
  fault("after-take");
  worker.wake();
  return fresh.has(item.id);
}

/** The request for the modal is on its way before the acknowledgement; neither waits for the other. */
function openSoon(options: DoorOptions, opening: Opening): void {
  open(options, opening).catch((error: unknown) =>
    options.log.warn({ err: error, form: opening.form.slice(0, 80) }, "a modal could not be opened"),
  );
}

/** What is wrong at once is said at once; else it is kept, and the outcome awaited for as long as Slack waits for us. */
async function form(options: DoorOptions, item: Submission & Kept, ack: Ack): Promise<void> {
  const early = refusedAtOnce(item);
  if (early) return ack(ackOf(early));
  const waiter = options.waiters.wait(item.id);
  try {
    // A form that was kept before is answered where it came first.
    if (!(await keep(options, item)) || !waiter) return await ack();
    const outcome = await waiter.outcome;
    return await ack(outcome ? ackOf(outcome) : { response_action: "update", view: stillWorking });
  } finally {
    waiter?.end();
  }
}
