/** A small company for the fake hub: three records, their history, five people. */
import type { Output, recordProfile } from "@singularity/hub-server/contract";

export type Profile = Output<typeof recordProfile>;
type Item = Profile["timeline"][number];

const id = (n: number): string => `0197a000-0000-7000-8000-${String(n).padStart(12, "0")}`;
export const link = (n: number, noun: string, number: string, title: string) => ({
  id: id(n),
  noun,
  number,
  title,
});

export const nancy = link(1, "person", "PER-1", "Nancy Davolio");
export const andrew = link(2, "person", "PER-2", "Andrew Fuller");
export const alfreds = link(10, "party", "CUS-1", "Alfreds Futterkiste");
export const bonapp = link(11, "party", "CUS-9", "Bon app'");
export const chai = link(20, "product", "PRD-1", "Chai");

export function happened(n: number, title: string, text: string, at: string, icon = "conversation"): Item {
  return {
    id: id(100 + n),
    number: `INT-${n}`,
    noun: "interaction",
    icon,
    title,
    text,
    at,
    by: n % 2 ? nancy : andrew,
    facts: [],
  };
}

const fact = (key: string, label: string, type: string, value: unknown, text = String(value)) => ({
  key,
  label,
  type,
  value,
  text,
});

export const profileOfAlfreds = (): Profile => ({
  record: alfreds,
  version: 4,
  label: "Party",
  icon: "group",
  badges: ["customer"],
  owner: nancy,
  facts: [
    fact("kind", "Kind", "choice", "organisation", "Organisation"),
    fact("contact_name", "Contact", "text", "Maria Anders"),
    fact("contact_title", "Contact's title", "text", "Sales Representative"),
    fact("email", "E-mail", "email", "maria@alfreds.example"),
    fact("phone", "Phone", "phone", "030-0074321"),
    fact("website", "Website", "url", "https://alfreds.example/shop"),
    fact("street", "Street", "text", "Obere Str. 57"),
    fact("city", "City", "text", "Berlin"),
    fact("country", "Country", "text", "Germany"),
    fact("since", "Buys since", "date", "2024-03-14", "14 March 2024"),
    fact("turnover", "Orders this year", "money", { amount_minor: 427_350, currency: "EUR" }, "€4,273.50"),
    fact("tags", "Tags", "tags", ["food", "key account", "berlin"], "food, key account, berlin"),
    fact("parent", "Belongs to", "ref", bonapp, "Bon app'"),
    fact("note", "Note", "longtext", "Closed on Mondays.\nDeliveries through the yard."),
  ],
  hidden: ["Credit limit", "Tax id", "Margin"],
  timeline: [
    happened(41, "Order 11011", "40 cases of Chai, 20 of Chang", "2026-11-19T09:30:00Z", "package"),
    happened(
      40,
      "Call with Maria Anders",
      "Wants the winter price list before Friday.",
      "2026-11-17T14:05:00Z",
      "phone",
    ),
    happened(38, "Visit", "Showed the new syrups in Berlin.", "2026-10-28T10:00:00Z", "visit"),
  ],
  may: ["party:change", "interaction:add"],
  room: "!alfreds:hub.localhost",
  removed: false,
});

export const profileOfChai = (): Profile => ({
  ...profileOfAlfreds(),
  record: chai,
  label: "Product",
  icon: "package",
  badges: ["active"],
  owner: null,
  facts: [
    fact("category", "Category", "text", "Beverages"),
    fact("price", "Unit price", "money", { amount_minor: 1800, currency: "USD" }, "$18.00"),
  ],
  hidden: [],
  timeline: [],
  room: null,
});

export const verbs = [
  {
    verb: "log",
    aliases: ["note"],
    usage: "log <channel> <who> [25m] -- <what was said>",
    help: "Log what passed between you and someone.",
    examples: ["log call alfreds 25m -- wants 40 cases of Chai"],
    call: "interaction.add",
  },
  {
    verb: "find",
    aliases: ["search"],
    usage: "find <words>",
    help: "Find any record.",
    examples: ["find chai"],
    call: "record.find",
  },
  {
    verb: "show",
    aliases: ["who"],
    usage: "show <record>",
    help: "Show a record.",
    examples: ["show alfreds", "show PRD-1"],
    call: "record.profile",
  },
  {
    verb: "add",
    aliases: [],
    usage: 'add prospect "<name>" [email:…] [phone:…]',
    help: "Add somebody new.",
    examples: ['add prospect "Acme GmbH" email:a@acme.io'],
    call: "party.add",
  },
  {
    verb: "convert",
    aliases: [],
    usage: "convert <who>",
    help: "Make a prospect a customer.",
    examples: ["convert acme"],
    call: "party.convert",
  },
  {
    verb: "ask",
    aliases: [],
    usage: "ask <question>",
    help: "Answer a question with numbers.",
    examples: ["ask interactions by month"],
    call: "insight.ask",
  },
  {
    verb: "undo",
    aliases: [],
    usage: "undo",
    help: "Take your latest change back.",
    examples: ["undo"],
    call: "change.undo",
  },
  {
    verb: "help",
    aliases: ["?"],
    usage: "help [verb]",
    help: "Say what can be typed.",
    examples: ["help log"],
    call: null,
  },
];
