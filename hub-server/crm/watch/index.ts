/** Watches: the generic slice. What is told follows from the changes, see `follow.ts`. */
import { watches } from "../../contract/index.ts";
import type { Handler } from "../context.ts";
import { slice } from "../record/slice.ts";
import { prepare } from "./define.ts";
import { echoing, withTitles } from "./echo.ts";

export const watchHandlers: readonly Handler[] = echoing(
  slice(watches, "watch", { prepare, aspect: withTitles }),
  [watches.add.name, watches.change.name],
);
