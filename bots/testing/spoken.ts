/** What words come to when nobody stands between: the call and its input, as a program would make it. */
import { recordProfile, type AnyCall } from "@singularity/hub-server/contract";
import type { Command, Named, Step } from "../commands/command.ts";
import { readLine } from "../words/line.ts";
import type { Actor } from "./stage.ts";

export interface Spoken {
  readonly call: AnyCall;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Reads the words as the actor would say them; undefined when they come to no call, as `help` does.
 * @param room where they are said; null: nowhere in particular
 */
export async function spoken(
  { hub, userId }: Actor,
  command: Command,
  words: string,
  room: string | null,
): Promise<Spoken | undefined> {
  const person = { speaker: userId, zone: "Europe/Berlin", locale: "en-GB" };
  const circumstances = { at: new Date(), room, direct: true, ...person };
  let step: Step = command.read(readLine(words), circumstances);
  for (;;) {
    if (step.kind === "make")
      return { call: step.call, input: JSON.parse(JSON.stringify(step.input)) as Spoken["input"] };
    if (step.kind === "say" || step.kind === "fill") return undefined;
    if (step.kind === "here") step = step.next(undefined);
    else if (step.kind === "look") step = step.next((await hub(step.call, step.input as never)) as never);
    else step = step.next((await hub(recordProfile, { ref: step.ref! })).record satisfies Named);
  }
}
