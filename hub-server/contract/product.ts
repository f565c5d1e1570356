/** Products: goods, services and subscriptions that the company sells. */
import { choice, integer, longtext, money, ref, required, text } from "./field.ts";
import { noun, nounCalls } from "./noun.ts";

export const product = noun({
  key: "product",
  label: "Product",
  plural: "Products",
  path: "products",
  icon: "package",
  prefix: "PRD",
  title: "name",
  room: "on-demand",
  fields: {
    name: required(text("Name", { searchable: true, sortable: true })),
    sku: text("SKU", { searchable: true, filterable: true }),
    kind: choice("Kind", ["good", "service", "subscription"], { filterable: true }),
    status: choice("Status", ["planned", "active", "discontinued"], { filterable: true }),
    category: text("Category", { searchable: true, filterable: true, sortable: true }),
    unit: text("Unit"),
    unit_price: money("Unit price"),
    cost: money("Cost"),
    stock: integer("In stock"),
    supplier: ref("Supplier", "party"),
    description: longtext("Description"),
  },
});

export const products = nounCalls(product, { add: {}, out: {} });
