/** Interactions: the generic slice; told in the room of the party they are about. */
import { interactions } from "../../contract/index.ts";
import { slice } from "../record/slice.ts";

export const interactionHandlers = slice(interactions, "interaction");
