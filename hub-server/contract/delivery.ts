/** Deliveries: goods on their way to a party. */
import { date, datetime, longtext, money, ref, required, text, url } from "./field.ts";
import { noun, nounCalls } from "./noun.ts";
import { trackedAdd, trackedFields } from "./tracked.ts";

export const delivery = noun({
  key: "delivery",
  label: "Delivery",
  plural: "Deliveries",
  path: "deliveries",
  icon: "package",
  prefix: "DLV",
  title: "contents",
  room: "none",
  fields: {
    contents: required(text("Contents", { searchable: true, sortable: true })),
    party: required(ref("To", "party", { filterable: true })),
    order_number: text("Order", {
      searchable: true,
      filterable: true,
      help: "the number under which it was ordered",
    }),
    carrier: text("Carrier", { filterable: true }),
    tracking_number: text("Tracking number", { searchable: true, filterable: true }),
    tracking_url: url("Tracking page"),
    ship_to: text("Ship to"),
    freight: money("Freight"),
    promised_on: date("Promised"),
    eta: date("Expected", { sortable: "empty-last" }),
    shipped_at: datetime("Shipped"),
    delivered_at: datetime("Delivered", { managed: true }),
    note: longtext("Note"),
    ...trackedFields,
  },
});

export const deliveries = nounCalls(delivery, { add: trackedAdd, out: {} });
