/** Forms: any call that one may make, as fields. */
import { calls, describeForm, formOf } from "../contract/index.ts";
import { NotFound } from "../errors.ts";
import { does } from "./context.ts";

export const formHandler = does(describeForm, (_ctx, { call }) => {
  const found = calls.find((candidate) => candidate.name === call && candidate.needs !== "bots");
  return found ? Promise.resolve(formOf(found)) : Promise.reject(new NotFound(`the call "${call}"`));
});
