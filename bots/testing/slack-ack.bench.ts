// How soon a slash command is acknowledged at 50 a second, whatever its call takes: real hub, bots in a process of their own, Slack faked
// at the wire. Run alone: node bots/testing/slack-ack.bench.ts
import { setTimeout as delay } from "node:timers/promises";
import { parties } from "@singularity/hub-server/contract";
import { openDoor } from "@singularity/hub-server/testing";
import { openStage } from "./stage.ts";
import { deliver, signingSecret, slash } from "../slack/testing/deliver.ts";
import { fakeSlack } from "../slack/testing/fake-slack.ts";

const [perSecond, seconds, warm, people] = [50, 12, 2, 20];

Object.assign(process.env, await openDoor());
const slack = await fakeSlack();
const stage = await openStage();
const jane = await stage.hub.person("jane", ["manager"], { email: "jane@acme.example" });
await jane.hub(parties.add, { name: "Alfreds Futterkiste", role: "prospect" });
slack.answers.set("users.info", ({ user: id }) => ({
  ok: true,
  user: {
    id,
    team_id: "T1",
    is_email_confirmed: true,
    tz: "Europe/Berlin",
    profile: { email: "jane@acme.example" },
  },
}));
const bots = await stage.process({
  SLACK_SIGNING_SECRET: signingSecret,
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_API_URL: slack.apiUrl,
});

const acks: number[] = [];
const sentAt = new Map<string, number>();
const answered: number[] = [];

async function command(index: number): Promise<void> {
  const response_url = slack.responseUrl.replace(/1$/, String(index));
  const wish = slash(`log call alfreds 5m -- number ${index}`, {
    trigger_id: `b.${index}`,
    user_id: `U${index % people}`,
    response_url,
  });
  const begin = performance.now();
  sentAt.set(new URL(response_url).pathname, begin);
  const { status } = await deliver(`${bots.url}/slack/events`, wish);
  if (status !== 200) throw new Error(`A command was answered ${status}.`);
  if (index >= warm * perSecond) acks.push(performance.now() - begin);
}

const push = slack.messages.push.bind(slack.messages);
slack.messages.push = (...messages) => {
  for (const { channel } of messages) answered.push(performance.now() - (sentAt.get(channel) ?? Number.NaN));
  return push(...messages);
};

const all: Promise<void>[] = [];
const start = performance.now();
for (let index = 0; index < perSecond * (warm + seconds); index++) {
  const due = start + (index * 1000) / perSecond;
  if (due > performance.now()) await delay(due - performance.now());
  all.push(command(index));
}
await Promise.all(all);
const patience = performance.now() + 120_000;
while (slack.messages.length < all.length && performance.now() < patience) await delay(50);

const at = (times: readonly number[], share: number) =>
  Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]! * 10) / 10;
const print = (name: string, value: number, more: object = {}) =>
  console.log(JSON.stringify({ name: `slack: ${name}`, value, unit: "ms", ...more }));
print(`acknowledgement at ${perSecond} commands/s, p50`, at(acks, 0.5));
print(`acknowledgement at ${perSecond} commands/s, p99`, at(acks, 0.99), {
  worst: at(acks, 0.9999),
  commands: acks.length,
});
print(`answer at ${perSecond} commands/s, p50`, at(answered, 0.5), {
  p99: at(answered, 0.99),
  answers: answered.length,
});
await stage.stop();
await slack.stop();
process.exit(0);
