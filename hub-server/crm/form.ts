/** Forms: any call that one may make, as fields. */
import { calls, describeForm, formOf, nouns } from "../contract/index.ts";
import { NotFound } from "../errors.ts";
import { does } from "./context.ts";

export const formHandler = does(describeForm, (_ctx, { call }) => {
  const found = calls.find((candidate) => candidate.name === call && candidate.needs !== "bots");
  const noun = nouns.find(({ key }) => key === call.split(".")[0]);
  return found
    ? Promise.resolve(formOf(found, noun?.fields))
    : Promise.reject(new NotFound(`the call "${call}"`));
});
