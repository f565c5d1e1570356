/** kill -9 of the hub while people send: nothing that was acknowledged is lost or doubled. `npm run test:crash` kills more often. */
import test from "ava";
import { dataFolder } from "./testing/process.ts";
import { storm } from "./testing/storm/storm.ts";

test("of 1,000 messages and 60 writes sent with retries while the hub is killed, each is stored and told once", async (t) => {
  const seed = 20_260_702;
  const { messages, interactions, retries, complaints } = await storm({
    data: dataFolder(t),
    seed,
    kills: 2,
    messages: 1000,
    interactions: 60,
    teardown: t.teardown,
  });
  t.deepEqual(complaints, []);
  t.is(messages.length, 1000);
  t.is(interactions.length, 60);
  t.true(retries > 0, "the kills were noticed");
});
