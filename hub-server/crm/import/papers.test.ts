/** Invoices of lines: one number is one invoice, wherever its lines stand in the file. */
import test from "ava";
import { invoices } from "../../contract/index.ts";
import { openMoney, today, type Money } from "../money/money.fixture.ts";
import { invoiceFile, load } from "./load.fixture.ts";

let hub: Money["hub"];
let as: Money["acc"]["hub"];
test.before(async () => {
  ({ hub } = await openMoney());
  as = hub.admin.hub;
});
test.after.always(() => hub?.stop());

async function grossOf(references: readonly string[]) {
  const { items } = await as(invoices.list, { limit: 200 });
  return references.map((reference) =>
    items.filter((item) => item.reference === reference).map((item) => item.gross?.amount_minor),
  );
}

const line = (number: string, price: string, customer = "Apart") =>
  `${number},A,Tea,1,${today},${price},${customer}`;

test.serial("lines of one invoice that stand apart are gathered, however far", async (t) => {
  const others = Array.from({ length: 800 }, (_, n) => line(`O${n % 2}-${n >> 6}`, "1.05"));
  const { done } = await load(
    as,
    "apart.csv",
    invoiceFile([
      line("G1", "10.50"),
      line("G2", "20.50"),
      line("G1", "10.50"),
      ...others,
      line("G1", "10.50"),
    ]),
  );
  t.deepEqual([done.added, done.refused], [804, 0]);
  t.deepEqual(await grossOf(["G1", "G2", "O0-0", "O1-12"]), [[3150], [2050], [32 * 105], [16 * 105]]);
});

test.serial(
  "a line without a number belongs to the one before it, also where that one's paper began earlier",
  async (t) => {
    const { done } = await load(
      as,
      "unnumbered.csv",
      invoiceFile([
        line("U1", "10.50"),
        line("U2", "20.50"),
        line("U1", "10.50"),
        line("", "5.50"),
        line("U3", "1.50"),
      ]),
    );
    t.deepEqual(
      done.problems.map(({ row, reason }) => [row, reason]),
      [
        [1, "line 5 of the file, which belongs to this invoice, is not right"],
        [3, "line 5 of the file, which belongs to this invoice, is not right"],
        [4, "it is empty"],
      ],
    );
    t.deepEqual(await grossOf(["U1", "U2", "U3"]), [[], [2050], [150]]);
  },
);

test.serial("one number for two customers or days is no invoice, and says where", async (t) => {
  const { done } = await load(
    as,
    "twice.csv",
    invoiceFile([
      line("T1", "10.50"),
      line("T2", "2.50"),
      line("T1", "10.50", "Else"),
      line("T2", "2.50", "APART"),
    ]),
  );
  t.deepEqual([done.added, done.refused], [2, 2]);
  const [first] = done.problems;
  t.deepEqual(
    [first!.column, first!.reason],
    ["CustomerID", "its lines are not of one customer: see lines 2 and 4 of the file"],
  );
});

test.serial("an invoice of more lines than one may have is refused whole, wherever parts end", async (t) => {
  const lines = Array.from({ length: 1_500 }, (_, n) => `L1,A,Tea,1,${today},1.5${n % 10},Long`);
  const { done } = await load(as, "long.csv", invoiceFile([...lines, `L2,A,Tea,1,${today},1.55,Long`]));
  t.deepEqual([done.added, done.refused], [1, 1_500]);
  t.regex(done.problems[0]!.reason, /more than 500 lines/);
});

test.serial("the lines of an invoice share one currency", async (t) => {
  const text = [
    "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,Currency,CustomerID",
    `C1,A,1,${today},10.50,EUR,Mixed`,
    `C1,B,1,${today},10.50,USD,Mixed`,
  ].join("\n");
  const { done } = await load(as, "mixed-currency.csv", text);
  t.deepEqual([done.added, done.refused], [0, 2]);
  t.regex(done.problems[0]!.reason, /not of one currency/);
});
