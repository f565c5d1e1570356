/** Phrases for `add`. */
import { asksBack, does, type Phrase } from "./phrase.ts";

const acme = { role: "prospect", name: "Acme GmbH" };

export const adds: readonly Phrase[] = [
  does('Add prospect "Acme GmbH"', "party.add", acme),
  does("add prospect Acme GmbH", "party.add", acme),
  does("add a new prospect Acme GmbH", "party.add", acme),
  does("add prospect “Acme GmbH”", "party.add", acme),
  does("add prospect «Acme GmbH»", "party.add", acme),
  does("add prospect called Acme GmbH", "party.add", acme),
  does("add lead Acme GmbH", "party.add", acme),
  does("new prospect Acme GmbH", "party.add", acme),
  does("create prospect Acme GmbH", "party.add", acme),
  does("add customer Acme", "party.add", { role: "customer", name: "Acme" }),
  does("add client Acme", "party.add", { role: "customer", name: "Acme" }),
  does("add vendor Acme", "party.add", { role: "supplier", name: "Acme" }),
  does("add partner Acme", "party.add", { role: "partner", name: "Acme" }),
  does("add company Acme", "party.add", { kind: "organisation", name: "Acme" }),
  does("add person Anna Karenina", "party.add", { kind: "person", name: "Anna Karenina" }),
  does("add prospect Acme GmbH city: New York country: USA", "party.add", {
    ...acme,
    city: "New York",
    country: "USA",
  }),
  does("add prospect Acme GmbH City:Berlin Postal code: 10115", "party.add", {
    ...acme,
    city: "Berlin",
    postal_code: "10115",
  }),
  does("add prospect Acme GmbH legal name: Acme Holding postal-code=10115", "party.add", {
    ...acme,
    legal_name: "Acme Holding",
    postal_code: "10115",
  }),
  does("add prospect Acme GmbH website: acme.example", "party.add", {
    ...acme,
    website: "https://acme.example",
  }),
  does("add prospect Acme GmbH website: https://acme.example", "party.add", {
    ...acme,
    website: "https://acme.example",
  }),
  does("add prospect Acme GmbH anna@acme.example", "party.add", {
    ...acme,
    contact_points: [{ kind: "email", value: "anna@acme.example" }],
  }),
  does("add prospect Acme GmbH E-mail: anna@acme.example tel: +49 30 1234", "party.add", {
    ...acme,
    contact_points: [
      { kind: "email", value: "anna@acme.example" },
      { kind: "phone", value: "+49 30 1234" },
    ],
  }),
  does("add prospect Acme GmbH #vip #eu", "party.add", { ...acme, tags: ["vip", "eu"] }),
  does("add prospect Acme GmbH tags: vip, eu", "party.add", { ...acme, tags: ["vip", "eu"] }),
  does("add prospect Acme GmbH credit limit: 10,000.00 EUR", "party.add", {
    ...acme,
    credit_limit: { amount_minor: 1_000_000, currency: "EUR" },
  }),
  does("add prospect Acme GmbH -- met at the fair", "party.add", { ...acme, note: "met at the fair" }),
  does("add prospect Acme GmbH city:", "party.add", acme),
  does("add product Chai sku:CH-1 unit price: €18", "product.add", {
    name: "Chai",
    sku: "CH-1",
    unit_price: { amount_minor: 1800, currency: "EUR" },
  }),
  does("add product Chai kind: good in stock: 39", "product.add", { name: "Chai", kind: "good", stock: 39 }),
  does("add email anna@acme.example to CUS-12", "contact_point.add", {
    party: "CUS-12",
    kind: "email",
    value: "anna@acme.example",
  }),
  does("add phone +49 30 1234", "contact_point.add", { party: "this", kind: "phone", value: "+49 30 1234" }),
  asksBack("add", /what to add/),
  asksBack("add Acme GmbH", /what to add/),
  asksBack("add prospcet Acme", /what to add/, ["add prospect Acme"]),
  asksBack("add custmer Acme", /what to add/, ["add customer Acme"]),
  asksBack("add prospect", /its name/),
  asksBack("add prospect city:Berlin Acme GmbH", /its name/),
  asksBack("add prospect Acme citty: Berlin", /Did you mean city/),
  asksBack("add prospect Acme +49 30 1234", /phone:/),
  asksBack('add prospect "Acme" "GmbH"', /one pair of quotes/),
  asksBack("add prospect “Acme GmbH", /never closed/),
  asksBack("add prospect Acme kind: robot", /organisation, person/),
  asksBack("add product Chai unit price: 1,200 EUR", /two amounts/),
  asksBack("add product Chai unit price: 18", /not an amount/),
  asksBack("add product Chai in stock: many", /whole number/),
  asksBack("add email anna at acme to CUS-12", /not one e-mail address/),
  asksBack("add phone to CUS-12", /Say the phone/),
];
