/** What is told of Slack's refusals: never the secret of a request. */
import test from "ava";
import { TryAgain } from "../errors.ts";
import { openWeb } from "./web.ts";

test("the address of an answer is its secret: no error holds it, the one of waiting neither", async (t) => {
  const secret = "https://hooks.slack.com/commands/T1/1/s3cret";
  let asked = 0;
  const fetch = (async () => {
    asked += 1;
    return new Response(null, { status: 429, headers: { "retry-after": "30" } });
  }) as typeof globalThis.fetch;
  const now = () => 1_763_800_000_000;
  const web = openWeb({ token: async () => "x", apiUrl: "https://slack.com/api/", now, fetch });
  const message = { text: "Hello", blocks: [] };
  for (let time = 0; time < 2; time++) {
    const error = await t.throwsAsync(web.respond(secret, message), { instanceOf: TryAgain });
    t.is(error.seconds, 30);
    t.notRegex(String(error), /s3cret/);
  }
  t.is(asked, 1, "nor is it asked again before its time");
});
