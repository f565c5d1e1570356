/** The list of metrics, in the order of help. To add one: a file beside this with its declaration, and its name here. */
import { batches } from "./batches.ts";
import { cases } from "./cases.ts";
import { deals, pipeline, won } from "./deals.ts";
import { deliveries } from "./deliveries.ts";
import { feedback } from "./feedback.ts";
import { interactions } from "./interactions.ts";
import { meetings } from "./meetings.ts";
import type { Metric } from "./metric.ts";
import { bills, creditNotes, invoices, orders, quotes } from "./papers.ts";
import { parties } from "./parties.ts";
import { payments } from "./payments.ts";
import { products } from "./products.ts";
import { revenue } from "./revenue.ts";
import { sales } from "./sales.ts";
import { todos } from "./todos.ts";

export const metrics: readonly Metric[] = [
  revenue,
  sales,
  pipeline,
  interactions,
  won,
  deals,
  orders,
  invoices,
  quotes,
  creditNotes,
  bills,
  payments,
  cases,
  deliveries,
  batches,
  feedback,
  todos,
  meetings,
  parties,
  products,
];
