/** Good inputs for the calls of watches, standing questions and the radar. */
import { acceptPromise, parties, proposePromise, questions, watches } from "../../contract/index.ts";
import type { World } from "./examples.ts";

type Input = Record<string, unknown>;
type Examples = Record<string, (world: World) => Promise<Input>>;
type Make = (world: World) => Promise<string>;
type NounExamples = (
  key: string,
  path: string,
  make: Make,
  add: (world: World) => Promise<Input>,
  change: Input,
) => Examples;

const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

async function aWatch({ test, unique }: World): Promise<string> {
  const { record } = await test.admin.hub(parties.add, { name: `Watched ${unique()}` });
  return (await test.admin.hub(watches.add, { about: record.id })).record.number;
}
async function aQuestion({ test, unique }: World): Promise<string> {
  const question = `interactions by month ${unique()}`;
  return (await test.admin.hub(questions.add, { question, starts: soon(24) })).record.number;
}
async function aPromise({ test, unique }: World): Promise<string> {
  const { promise } = await test.admin.hub(proposePromise, { what: `Send it ${unique()}`, due: soon(24) });
  return promise.id;
}

export const watchExamples = (nounExamples: NounExamples): Examples => ({
  ...nounExamples(
    "watch",
    "watches",
    aWatch,
    ({ unique }) =>
      Promise.resolve({
        of: "deal",
        rule: {
          all: [
            { op: "above", value: 50_000 },
            { field: "name", op: "is_not", value: unique() },
          ],
        },
      }),
    { name: "the one that counts" },
  ),
  ...nounExamples(
    "question",
    "questions",
    aQuestion,
    () => Promise.resolve({ question: "interactions by month", starts: soon(2), rrule: "FREQ=WEEKLY" }),
    { question: "interactions by channel" },
  ),
  "question.try": () =>
    Promise.resolve({ question: "interactions by month", starts: soon(2), rrule: "FREQ=WEEKLY" }),
  "radar.silence": () => Promise.resolve({}),
  "promise.propose": ({ unique }) =>
    Promise.resolve({ what: "Send the offer", due: soon(24), event: `$${unique()}`, text: "by tomorrow" }),
  "promise.accept": async (world) => ({ id: await aPromise(world) }),
  "promise.dismiss": async (world) => ({ id: await aPromise(world) }),
  "promise.list": async (world) => {
    await world.test.admin.hub(acceptPromise, { id: await aPromise(world) });
    return { state: "accepted" };
  },
});
