/** One good input for each call, given a world in which it makes sense. A call without one fails a test. */
import {
  addPerson,
  feedbacks,
  interactions,
  parties,
  personLeaves,
  products,
  resolveFeedback,
  takeIn,
} from "../../contract/index.ts";
import type { TestHub } from "../../testing/hub.ts";
import { confirmationExamples } from "./confirmation-examples.ts";
import { importExamples } from "./import-examples.ts";
import { groupExamples } from "./group-examples.ts";
import { moneyExamples } from "./money-examples.ts";
import { calendarExamples } from "./calendar-examples.ts";
import { surfaceExamples } from "./surface-examples.ts";
import { trackerExamples } from "./tracker-examples.ts";
import { watchExamples } from "./watch-examples.ts";

type Input = Record<string, unknown>;

/** What a call needs to be there, made anew for each use, so that no test leans on another. */
export interface World {
  readonly test: TestHub;
  readonly unique: () => string;
}

async function aParty({ test, unique }: World): Promise<string> {
  return (await test.admin.hub(parties.add, { name: `Party ${unique()}` })).record.number;
}
async function aProduct({ test, unique }: World): Promise<string> {
  return (await test.admin.hub(products.add, { name: `Product ${unique()}` })).record.number;
}
async function anInteraction(world: World): Promise<string> {
  const party = await aParty(world);
  return (await world.test.admin.hub(interactions.add, { party, channel: "call" })).record.number;
}
async function aPerson({ test, unique }: World): Promise<string> {
  const user = `user${unique()}`;
  return (await test.admin.hub(addPerson, { user, name: `Person ${user}`, roles: ["support"] })).user_id;
}
async function aFormerPerson(world: World): Promise<string> {
  const ref = await aPerson(world);
  await world.test.admin.hub(personLeaves, { ref });
  return ref;
}
async function aContact({ test, unique, ...world }: World): Promise<string> {
  const party = await aParty({ test, unique, ...world });
  const { contactPoints } = await import("../../contract/index.ts");
  return (await test.admin.hub(contactPoints.add, { party, kind: "email", value: `${unique()}@example.org` }))
    .record.number;
}
async function aFeedback(world: World): Promise<string> {
  const about = await aParty(world);
  return (await world.test.admin.hub(feedbacks.add, { about, kind: "nps", score: 9 })).record.number;
}
async function confidentialFeedback({ test, unique }: World): Promise<string> {
  const boss = `boss${unique()}`;
  await test.person(boss, ["manager"]);
  const author = await test.person(`author${unique()}`, ["support"], { manager: boss });
  return (await author.hub(feedbacks.add, { about: `@${boss}`, kind: "rating", score: 2 })).record.number;
}
const removed = (make: (world: World) => Promise<string>, path: string) => async (world: World) => {
  const ref = await make(world);
  await fetch(`${world.test.url}/api/v1/${path}/${ref}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${world.test.admin.token}` },
  });
  return { ref };
};

const nounExamples = (
  key: string,
  path: string,
  make: (world: World) => Promise<string>,
  add: (world: World) => Promise<Input>,
  change: Input,
) => ({
  [`${key}.add`]: add,
  [`${key}.change`]: async (world: World) => ({ ref: await make(world), ...change }),
  [`${key}.remove`]: async (world: World) => ({ ref: await make(world) }),
  [`${key}.restore`]: removed(make, path),
  [`${key}.details`]: async (world: World) => ({ ref: await make(world) }),
  [`${key}.list`]: () => Promise.resolve({ limit: 5 }),
  [`${key}.find`]: () => Promise.resolve({ text: "a" }),
});

async function withPassword({ test, unique }: World): Promise<Input> {
  const user = `pass${unique()}`;
  const person = await test.person(user, []);
  await test.inside.identity.setPassword(person.userId, "correct horse battery");
  return { user, password: "correct horse battery" };
}

/** @returns input for the call of this name */
export const examples: Readonly<Record<string, (world: World) => Promise<Input>>> = {
  ...importExamples,
  ...moneyExamples(nounExamples),
  "session.open": withPassword,
  "session.redeem": async ({ test, unique }) => {
    const person = await test.person(`link${unique()}`, []);
    return {
      link: (await test.inside.identity.issueToken({ userId: person.userId, kind: "link", seconds: 60 }))
        .token,
    };
  },
  "session.password": () => Promise.resolve({ password: "a long enough password" }),
  "session.close": () => Promise.resolve({}),
  "session.who": () => Promise.resolve({}),
  "token.add": () => Promise.resolve({ label: "for tests" }),
  "token.list": () => Promise.resolve({}),
  "token.remove": async ({ test }) => ({
    id: (await test.inside.identity.issueToken({ userId: test.admin.userId, kind: "api", seconds: 60 }))
      .tokenId,
  }),
  "form.link": () => Promise.resolve({ call: "party.add" }),
  "embed.issue": async (world) => ({ record: await aParty(world), origin: "https://example.org" }),
  "person.add": ({ unique }) =>
    Promise.resolve({ user: `new${unique()}`, name: "New Colleague", roles: ["support"] }),
  "person.details": async (world) => ({ ref: await aPerson(world) }),
  "person.change": async (world) => ({ ref: await aPerson(world), job: `Job ${world.unique()}` }),
  "person.leave": async (world) => ({ ref: await aPerson(world) }),
  "person.return": async (world) => ({ ref: await aFormerPerson(world) }),
  "person.erase": async (world) => ({ ref: await aFormerPerson(world) }),
  "person.list": () => Promise.resolve({}),
  "person.link": async (world) => ({ ref: await aPerson(world) }),
  "role.grant": async (world) => ({ ref: await aPerson(world), role: "accountant" }),
  "role.revoke": async (world) => ({ ref: await aPerson(world), role: "support" }),
  "role.list": () => Promise.resolve({}),
  "identity.resolve": () =>
    Promise.resolve({ surface: "slack", account: "T1/U1", email: "nobody@example.org" }),
  ...nounExamples(
    "party",
    "parties",
    aParty,
    ({ unique }) =>
      Promise.resolve({
        name: `Acme ${unique()}`,
        contact_points: [{ kind: "email", value: "a@acme.example" }],
      }),
    { city: "Berlin" },
  ),
  "party.duplicates": async (world) => ({ ref: await aParty(world) }),
  "party.erase": async (world) => ({ ref: await aParty(world) }),
  "party.merge": async (world) => ({ ref: await aParty(world), into: await aParty(world) }),
  "party.convert": async (world) => ({ ref: await aParty(world) }),
  ...nounExamples(
    "contact_point",
    "contact-points",
    aContact,
    async (world) => ({ party: await aParty(world), kind: "phone", value: "+49 30 1" }),
    { label: "work" },
  ),
  ...nounExamples(
    "product",
    "products",
    aProduct,
    ({ unique }) =>
      Promise.resolve({ name: `Tea ${unique()}`, cost: { amount_minor: 100, currency: "EUR" } }),
    { stock: 3 },
  ),
  ...nounExamples(
    "interaction",
    "interactions",
    anInteraction,
    async (world) => ({
      party: await aParty(world),
      channel: "call",
      duration_s: 1500,
      body: "wants 40 cases",
    }),
    { body: "wants 50" },
  ),
  ...nounExamples(
    "feedback",
    "feedback",
    aFeedback,
    async (world) => ({ about: await aProduct(world), kind: "csat", score: 4, text: "crisp" }),
    { text: "very crisp", themes: ["taste"] },
  ),
  "feedback.resolve": async (world) => ({ ref: await aFeedback(world), resolution: "explained" }),
  "feedback.reopen": async (world) => {
    const ref = await aFeedback(world);
    await world.test.admin.hub(resolveFeedback, { ref });
    return { ref };
  },
  "feedback.summary": () => Promise.resolve({ by: "kind" }),
  "feedback.audit": async (world) => ({
    ref: await confidentialFeedback(world),
    reason: "a complaint was made",
  }),
  ...trackerExamples(nounExamples),
  ...calendarExamples(nounExamples, aPerson),
  ...watchExamples(nounExamples),
  ...groupExamples(nounExamples, aPerson),
  "access.explain": async (world) => ({ record: await aParty(world), person: await aPerson(world) }),
  "record.find": () => Promise.resolve({ text: "a" }),
  "record.profile": async (world) => ({ ref: await aParty(world) }),
  "record.timeline": async (world) => ({ ref: await aParty(world) }),
  "record.room": async (world) => ({ ref: await aParty(world) }),
  "record.here": () => Promise.resolve({ room: "!none:hub.localhost" }),
  "record.import": ({ unique }) =>
    Promise.resolve({ noun: "party", rows: [{ name: `Row ${unique()}` }, { name: `Row ${unique()}` }] }),
  "change.list": async (world) => ({ ref: await aParty(world) }),
  "change.why": async (world) => ({ ref: await aParty(world) }),
  "record.asof": async (world) => ({ ref: await aParty(world), at: "2100-01-01T00:00:00Z" }),
  "record.asof_list": () => Promise.resolve({ noun: "party", at: "2100-01-01T00:00:00Z" }),
  "record.diff": async (world) => ({ ref: await aParty(world), since: "2020-01-01T00:00:00Z" }),
  "change.undo": async ({ test, unique }) => ({
    change: (await test.admin.hub(parties.add, { name: `Undo ${unique()}` })).change,
  }),
  "insight.ask": () => Promise.resolve({ question: "interactions by month" }),
  "insight.list": () => Promise.resolve({}),
  "insight.sql": () => Promise.resolve({ sql: "select 1" }),
  "insight.schema": () => Promise.resolve({}),
  "verb.publish": () =>
    Promise.resolve({
      verbs: [
        { verb: "log", aliases: [], usage: "log", help: "Log.", examples: [], call: "interaction.add" },
      ],
    }),
  "verb.list": () => Promise.resolve({}),
  "inbox.take": ({ unique }) => Promise.resolve({ items: [{ source: "matrix", id: unique(), body: {} }] }),
  "inbox.claim": () => Promise.resolve({ source: "matrix", worker: "w", limit: 5, seconds: 30 }),
  "inbox.settle": async ({ test, unique }) => {
    const id = unique();
    await test.bot(takeIn, { items: [{ source: "matrix", id, body: {} }] });
    return { source: "matrix", id };
  },
  ...confirmationExamples,
  ...surfaceExamples,
  "inbox.outcome": ({ unique }) => Promise.resolve({ source: "matrix", id: unique() }),
  "conversation.keep": ({ unique }) =>
    Promise.resolve({ place: unique(), person: "@jane:hub", state: { words: "log" }, seconds: 900 }),
  "conversation.recall": ({ unique }) => Promise.resolve({ place: unique(), person: "@jane:hub" }),
  "preference.show": () => Promise.resolve({}),
  "preference.set": () => Promise.resolve({ time_zone: "Europe/Berlin", locale: "de" }),
  "form.describe": () => Promise.resolve({ call: "interaction.add" }),
};
