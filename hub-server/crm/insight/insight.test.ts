/** Questions are answered with the rights of the asker, and of everybody in the room. */
import test from "ava";
import { HubProblem } from "../../client.ts";
import { ask, interactions, listQuestions, parties } from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub({ analytics: true });
});
test.after.always(() => hub?.stop());

test("each counts what they may see; a room counts what all of it may see", async (t) => {
  const boss = await hub.person("boss", ["manager"]);
  const ann = await hub.person("ann", ["sales-executive"], { manager: "boss" });
  const ben = await hub.person("ben", ["sales-executive"], { manager: "admin" });
  for (const [owner, times] of [
    [ann, 3],
    [ben, 2],
  ] as const) {
    const { record } = await owner.hub(parties.add, { name: `Of ${owner.userId}` });
    for (let time = 0; time < times; time++)
      await owner.hub(interactions.add, { party: record.id, channel: "call" });
  }
  const question = "interactions by channel";
  const counted = async (person: typeof boss, options = {}) => {
    const answer = await person.hub(ask, { question }, options);
    return answer.rows.reduce((sum, row) => sum + Number(row[1]), 0);
  };
  const until = async (person: typeof boss, wanted: number) => {
    for (let round = 0; round < 100 && (await counted(person)) !== wanted; round++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return counted(person);
  };
  t.is(await until(boss, 5), 5);
  t.is(await counted(ann), 3);
  t.is(await counted(ben), 2);
  const room = await hub.inside.chat.rooms.create({
    creator: `@hub:${hub.serverName}`,
    governed: true,
    members: [boss.userId, ann.userId],
  });
  const shared = await hub.bot(ask, { question }, { person: boss.userId, audience: room });
  t.is(
    shared.rows.reduce((sum, row) => sum + Number(row[1]), 0),
    3,
  );
});

test("with chart at its end a question is answered with a picture too, without it is not", async (t) => {
  for (const country of ["Austria", "Chile"])
    await hub.admin.hub(parties.add, { name: `Drawn in ${country}`, country });
  const asked = (question: string) => hub.admin.hub(ask, { question });
  // A busy machine may answer with what was copied before the second party.
  const copied = async () =>
    (await asked("parties by country")).rows.filter(([name]) => name !== null).length;
  for (let round = 0; round < 100 && (await copied()) < 2; round++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const { chart, title } = await asked("parties by country chart");
  t.is(title, "Parties by country");
  t.like(chart, { name: "parties-by-country.png" });
  t.is(Buffer.from(chart!.png, "base64").subarray(1, 4).toString(), "PNG");
  t.is((await asked("parties by country")).chart, undefined);
  t.is((await asked("parties chart")).chart, undefined, "one number is no picture");
});

test("an unknown question says what can be asked", async (t) => {
  const error = await t.throwsAsync<HubProblem>(hub.admin.hub(ask, { question: "interctions by month" }));
  t.is(error.status, 400);
  t.regex(error.message, /interactions/);
  t.true((await hub.admin.hub(listQuestions, {})).items.some((item) => item.name === "interactions"));
});

test("without the right nothing is answered", async (t) => {
  const none = await hub.person("none", []);
  const error = await t.throwsAsync<HubProblem>(none.hub(ask, { question: "interactions by month" }));
  t.is(error.code, "not-allowed");
});
