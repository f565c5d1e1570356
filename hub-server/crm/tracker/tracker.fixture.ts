/** What the tests of the tracker share: a hub whose clock they turn, and records in it. */
import { HubProblem } from "../../client.ts";
import { deals, parties, type Input } from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

export const eur = (amount_minor: number) => ({ amount_minor, currency: "EUR" });

/** The refusal of a call. */
export async function problem(promise: Promise<unknown>): Promise<HubProblem> {
  return promise.then(
    () => Promise.reject(new Error("it was not refused")),
    (error: unknown) => (error instanceof HubProblem ? error : Promise.reject(error as Error)),
  );
}

export const errorsOf = (error: HubProblem) =>
  error.problem["errors"] as { field: string; allowed: string; got: string }[];

const addDeal = async (hub: TestHub, input: Input<typeof deals.add>) =>
  (await hub.admin.hub(deals.add, input)).record;

export interface TrackerHub extends TestHub {
  /** Lets hours go by. */
  readonly pass: (hours: number) => void;
  readonly aParty: () => Promise<string>;
  readonly aDeal: (more?: Partial<Input<typeof deals.add>>) => ReturnType<typeof addDeal>;
}

export async function openTrackerHub(): Promise<TrackerHub> {
  let now = new Date("2026-11-02T08:00:00Z");
  let count = 0;
  const hub = await openTestHub({ clock: () => now });
  const aParty = async () => (await hub.admin.hub(parties.add, { name: `Party ${++count}` })).record.number;
  return {
    ...hub,
    aParty,
    pass: (hours) => {
      now = new Date(now.getTime() + hours * 3_600_000);
    },
    aDeal: async (more = {}) => addDeal(hub, { name: `Deal ${++count}`, party: await aParty(), ...more }),
  };
}
