/** Papers: what stands on them, that they do not change, and who gets none. */
import test from "ava";
import {
  changeCompany,
  creditInvoice,
  creditNoteVerbs,
  documentPdf,
  invoices,
  invoiceVerbs,
  parties,
  recordPayment,
} from "../../../contract/index.ts";
import { openMoney, problem, usd, type Money } from "../money.fixture.ts";
import { textOf } from "./pdf.testing.ts";

let hub: Money["hub"];
let acc: Money["acc"];
test.before(async () => {
  ({ hub, acc } = await openMoney());
});
test.after.always(() => hub?.stop());

const pages = (file: Buffer) => file.toString("latin1").match(/\/Type \/Page\b/g)!.length;
const draw = async (ref: string) => Buffer.from((await acc.hub(documentPdf, { ref })).base64, "base64");

test.serial(
  "an invoice says who, to whom, what, how much and until when, in the company's look",
  async (t) => {
    await hub.admin.hub(changeCompany, {
      name: "Kräuter & Söhne",
      address: "Marktplatz 1\nBonn",
      bank: "IBAN DE00",
      colour: "#006633",
    });
    const { record: party } = await hub.admin.hub(parties.add, {
      name: "Łódź Teahouse",
      street: "Piotrkowska 1",
      city: "Łódź",
      country: "Poland",
    });
    const lines = [
      { description: "Peppermint", quantity: 12.5, unit_price_minor: 1999, discount: 10, tax: "VAT20" },
      { description: "Freight", quantity: 1, unit_price_minor: 500 },
      { description: "Αθήνα — Київ – Ağrı – Đà Nẵng", quantity: 1, unit_price_minor: 0 },
      { description: "茶茶 tea", quantity: 1, unit_price_minor: 0 },
    ];
    const { record } = await acc.hub(invoices.add, { party: party.number, reference: "PO-7", lines });
    await acc.hub(invoiceVerbs.issue, { ref: record.id, date: "2026-03-01" });
    await acc.hub(recordPayment, { party: party.number, amount: usd(10_000), oldest: true });
    const answer = await acc.hub(documentPdf, { ref: record.id });
    t.is(answer.file_name, "INV-1.pdf");
    const file = await draw("INV-1");
    t.is(file.toString("latin1", 0, 5), "%PDF-");
    t.is(pages(file), 1);
    const text = textOf(file);
    for (const expected of [
      "Kräuter & Söhne",
      "Marktplatz 1",
      "Invoice INV-1",
      "Łódź Teahouse",
      "Αθήνα — Київ – Ağrı – Đà Nẵng",
      "?? tea",
      "PO-7",
      "2026-03-01",
      "2026-03-31",
      "Peppermint",
      "12.5",
      "10 %",
      "$224.89",
      "VAT20 20 %",
      "$44.98",
      "$274.87",
      "-$100.00",
      "$174.87",
      "IBAN DE00",
    ])
      t.true(text.includes(expected), `${expected} in ${text}`);
  },
);

test.serial("a credit note names its invoice, and asks for no money", async (t) => {
  await hub.admin.hub(changeCompany, { bank: "IBAN DE00" });
  const { record } = await acc.hub(creditInvoice, {
    ref: "INV-1",
    lines: [{ description: "Broken", quantity: 1, unit_price_minor: 100 }],
  });
  const text = textOf(await draw((await acc.hub(creditNoteVerbs.issue, { ref: record.id })).record.number));
  t.true(text.includes("Of invoice") && text.includes("INV-1"), text);
  t.false(text.includes("IBAN DE00"));
});

test.serial("only the glyphs that a paper uses are in its file", async (t) => {
  const size = (await draw("INV-1")).length;
  t.true(size < 40_000, `${size} bytes; both fonts whole are over a million`);
});

test.serial("drawing the same document again gives the same bytes", async (t) => {
  t.true((await draw("INV-1")).equals(await draw("INV-1")));
});

test.serial("many lines go over as many pages as they take", async (t) => {
  const party = (await hub.admin.hub(parties.add, { name: "Long" })).record.number;
  const lines = Array.from({ length: 120 }, (_, n) => ({
    description: `Thing number ${n} of a long order that wraps over lines, as some do`,
    quantity: 1,
    unit_price_minor: 100,
  }));
  const { record } = await acc.hub(invoices.add, { party, lines });
  const file = await draw(record.number);
  t.true(pages(file) > 3);
  const text = textOf(file);
  t.true(text.includes("Thing number 119"));
  t.true(text.includes("Draft of Invoice DRAFT-"));
});

test.serial("who may not see the amounts gets no paper", async (t) => {
  const sue = await hub.person("sue", ["support"]);
  t.is((await problem(sue.hub(documentPdf, { ref: "INV-1" }))).code, "field-hidden");
  const none = await hub.person("none", []);
  t.is((await problem(none.hub(documentPdf, { ref: "INV-1" }))).code, "not-found");
});
