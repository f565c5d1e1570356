/** One good input for each call of the tracker. */
import {
  batches,
  cases,
  collections,
  deals,
  deliveries,
  parties,
  pipelines,
  products,
  projects,
  stages,
} from "../../contract/index.ts";
import type { World } from "./examples.ts";

type Make = (world: World) => Promise<string>;

const aParty: Make = async ({ test, unique }) =>
  (await test.admin.hub(parties.add, { name: `Party ${unique()}` })).record.number;
const aProduct: Make = async ({ test, unique }) =>
  (await test.admin.hub(products.add, { name: `Product ${unique()}` })).record.number;
const aPipeline: Make = async ({ test, unique }) =>
  (await test.admin.hub(pipelines.add, { name: `Line ${unique()}`, entity: "deal" })).record.number;
const aStage: Make = async (world) =>
  (
    await world.test.admin.hub(stages.add, {
      pipeline: await aPipeline(world),
      name: `Stage ${world.unique()}`,
      category: "open",
    })
  ).record.number;
const aDeal: Make = async (world) =>
  (
    await world.test.admin.hub(deals.add, {
      name: `Deal ${world.unique()}`,
      party: await aParty(world),
      value: { amount_minor: 100, currency: "EUR" },
    })
  ).record.number;
const aCase: Make = async (world) =>
  (await world.test.admin.hub(cases.add, { subject: `Case ${world.unique()}`, party: await aParty(world) }))
    .record.number;
const aDelivery: Make = async (world) =>
  (await world.test.admin.hub(deliveries.add, { contents: "Tea", party: await aParty(world) })).record.number;
const aBatch: Make = async (world) =>
  (
    await world.test.admin.hub(batches.add, {
      name: `Batch ${world.unique()}`,
      product: await aProduct(world),
      quantity: 5,
    })
  ).record.number;
const dunned = { amount: { amount_minor: 100, currency: "EUR" } };
const aCollection: Make = async (world) =>
  (await world.test.admin.hub(collections.add, { name: "Chase", party: await aParty(world), ...dunned }))
    .record.number;
const aProject: Make = async ({ test, unique }) =>
  (await test.admin.hub(projects.add, { name: `Project ${unique()}` })).record.number;
const won: Make = async (world) =>
  (
    await world.test.admin.hub(deals.add, {
      name: `Won ${world.unique()}`,
      party: await aParty(world),
      value: { amount_minor: 100, currency: "EUR" },
      stage: "won",
    })
  ).record.number;

type Examples = Readonly<Record<string, (world: World) => Promise<Record<string, unknown>>>>;
type NounExamples = (
  key: string,
  path: string,
  make: Make,
  add: (world: World) => Promise<Record<string, unknown>>,
  change: Record<string, unknown>,
) => Examples;

/** @param nounExamples makes the examples of the seven calls of a noun */
export const trackerExamples = (nounExamples: NounExamples): Examples => ({
  ...nounExamples(
    "pipeline",
    "pipelines",
    aPipeline,
    ({ unique }) => Promise.resolve({ name: `Line ${unique()}`, entity: "case", idle_days: 3 }),
    { idle_days: 5 },
  ),
  ...nounExamples(
    "stage",
    "stages",
    aStage,
    async (world) => ({
      pipeline: await aPipeline(world),
      name: "Approval",
      category: "open",
      required_fields: ["value"],
      entry_rule: { field: "value", op: "filled" },
    }),
    { sla_hours: 48 },
  ),
  ...nounExamples(
    "deal",
    "deals",
    aDeal,
    async (world) => ({ name: "Forty seats", party: await aParty(world), stage: "qualified" }),
    { probability: 40 },
  ),
  ...nounExamples(
    "case",
    "cases",
    aCase,
    async (world) => ({ subject: "It leaks", party: await aParty(world), priority: "high" }),
    { priority: "low" },
  ),
  ...nounExamples(
    "delivery",
    "deliveries",
    aDelivery,
    async (world) => ({ contents: "Tea", party: await aParty(world), tracking_number: "SE-1" }),
    { carrier: "Speedy Express" },
  ),
  ...nounExamples(
    "batch",
    "batches",
    aBatch,
    async (world) => ({ name: "First flush", product: await aProduct(world), quantity: 40 }),
    { lot: "L-1" },
  ),
  ...nounExamples(
    "collection",
    "collections",
    aCollection,
    async (world) => ({ name: "INV-1", party: await aParty(world), ...dunned }),
    { note: "called" },
  ),
  ...nounExamples(
    "project",
    "projects",
    aProject,
    ({ unique }) => Promise.resolve({ name: `Move ${unique()}`, due_on: "2026-12-31" }),
    { starts_on: "2026-12-01" },
  ),
  "case.respond": async (world) => ({ ref: await aCase(world) }),
  "case.resolve": async (world) => ({ ref: await aCase(world), resolution: "A new gasket." }),
  "tracker.move": async (world) => ({ ref: await aDeal(world), to: "proposal", reason: "They called." }),
  "tracker.reopen": async (world) => ({ ref: await won(world), reason: "They want more." }),
  "tracker.rank": async (world) => ({ ref: await aDeal(world), after: await aDeal(world) }),
  "tracker.board": () => Promise.resolve({ ref: "Sales", limit: 2 }),
  "tracker.stages": async (world) => ({ ref: await aDeal(world) }),
  "tracker.history": async (world) => ({ ref: await aDeal(world) }),
  "tracker.stalled": () => Promise.resolve({ limit: 5 }),
  "tracker.velocity": () => Promise.resolve({ ref: "Sales" }),
});
