/** Contact points: the generic slice; they are reached through their party. */
import { contactPoints } from "../../contract/index.ts";
import { slice } from "../record/slice.ts";

export const contactPointHandlers = slice(contactPoints, "contact_point");
