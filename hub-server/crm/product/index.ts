/** Products: the generic slice. */
import { products } from "../../contract/index.ts";
import { slice } from "../record/slice.ts";

export const productHandlers = slice(products, "product");
