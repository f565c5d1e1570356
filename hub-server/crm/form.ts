/** Forms: any call that one may make, as fields; and links to pages where one is filled in. */
import { calls, describeForm, formOf, linkForm, nouns, writes } from "../contract/index.ts";
import { InputInvalid, NotFound } from "../errors.ts";
import { does, type Handler } from "./context.ts";

const minutes = 15;

/** What does not fit into an address that every mail and chat leaves whole. */
const longest = 1500;

const describe = does(describeForm, (_ctx, { call }) => {
  const found = calls.find((candidate) => candidate.name === call && candidate.needs !== "bots");
  const noun = nouns.find(({ key }) => key === call.split(".")[0]);
  return found
    ? Promise.resolve(formOf(found, noun?.fields))
    : Promise.reject(new NotFound(`the call "${call}"`));
});

/** Whoever holds the link holds this one right for a while, so secrets and sign-in are never behind it. */
const link = does(linkForm, async (ctx, { call, values = {} }) => {
  const found = calls.find(({ name }) => name === call);
  if (!found || found.secret || !writes(found) || ["anyone", "bots"].includes(found.needs))
    throw new InputInvalid([
      { field: "/call", allowed: "a call that writes and takes no secret", got: call },
    ]);
  const { token, expiresAt } = await ctx.parts.identity.issueToken({
    userId: ctx.who.userId,
    kind: "form",
    call,
    seconds: minutes * 60,
  });
  const filled = Object.keys(values).length ? JSON.stringify(values) : "";
  const fragment = new URLSearchParams({
    form: token,
    call,
    ...(filled && filled.length <= longest ? { values: filled } : {}),
  });
  return { url: `${ctx.parts.publicUrl()}/#${fragment.toString()}`, expires_at: expiresAt!.toISOString() };
});

export const formHandlers: readonly Handler[] = [describe, link];
