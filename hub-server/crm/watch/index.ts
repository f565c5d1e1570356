/** Watches: the generic slice. What is told follows from the changes, see `follow.ts`. */
import { watches } from "../../contract/index.ts";
import type { Handler } from "../context.ts";
import { slice } from "../record/slice.ts";
import { prepare } from "./define.ts";

export const watchHandlers: readonly Handler[] = slice(watches, "watch", { prepare });
