/** The list of metrics. To add one: a file beside this with its declaration, and its name here. */
import { interactions } from "./interactions.ts";
import type { Metric } from "./metric.ts";

export const metrics: readonly Metric[] = [interactions];
