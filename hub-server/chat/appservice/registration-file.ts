/** Registration files of application services, as bridges write them ("Registration" of the Application Service API). */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { CannotStart } from "../../errors.ts";
import type { Namespace, Registration } from "../../identity/index.ts";

/** @throws CannotStart when the file cannot be read or a field of it is not what it must be */
export function readRegistration(path: string): Registration {
  const wrong = (sentence: string) => new CannotStart(`The registration ${path}: ${sentence}`);
  const fields = parsed(path, wrong);
  const text = (key: string) => {
    const value = fields[key];
    if (typeof value !== "string" || !value) throw wrong(`${key} must be a text; got ${shown(value)}.`);
    return value;
  };
  const url = fields["url"] ?? null;
  if (url !== null && (typeof url !== "string" || !/^https?:\/\//.test(url)))
    throw wrong(`url must be an http address or null; got ${shown(url)}.`);
  const protocols = fields["protocols"] ?? [];
  if (!Array.isArray(protocols) || !protocols.every((one): one is string => typeof one === "string"))
    throw wrong(`protocols must be a list of texts; got ${shown(protocols)}.`);
  return {
    id: text("id"),
    url: url === "" ? null : url,
    as_token: text("as_token"),
    hs_token: text("hs_token"),
    sender_localpart: text("sender_localpart"),
    namespaces: namespacesIn(fields["namespaces"], wrong),
    protocols,
  };
}

type Wrong = (sentence: string) => CannotStart;
type Fields = Readonly<Record<string, unknown>>;

const shown = (value: unknown) => (JSON.stringify(value) ?? "nothing").slice(0, 60);

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(path: string, wrong: Wrong): Fields {
  let value: unknown;
  try {
    value = parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw wrong((error as Error).message);
  }
  if (!isFields(value)) throw wrong("it must hold the fields of a registration.");
  return value;
}

function namespacesIn(value: unknown, wrong: Wrong): Registration["namespaces"] {
  if (!isFields(value)) throw wrong(`namespaces must have users, aliases and rooms; got ${shown(value)}.`);
  const list = (key: string): Namespace[] => {
    const entries = value[key] ?? [];
    if (!Array.isArray(entries)) throw wrong(`namespaces.${key} must be a list; got ${shown(entries)}.`);
    return entries.map((entry: unknown) => {
      if (!isFields(entry) || typeof entry["regex"] !== "string")
        throw wrong(`each of namespaces.${key} needs a regex; got ${shown(entry)}.`);
      return { exclusive: entry["exclusive"] === true, regex: entry["regex"] };
    });
  };
  return { users: list("users"), aliases: list("aliases"), rooms: list("rooms") };
}
