/** Reads what clients send; says which field is wrong and what was allowed. */
import { badJson, invalidParam, missingParam } from "../refusals.ts";
import { asObject } from "../rules/notify.ts";
import type { Content, Json } from "../types.ts";

const shown = (value: Json | undefined) => JSON.stringify(value ?? null).slice(0, 60);

/** @throws MatrixError M_MISSING_PARAM, M_BAD_JSON */
export function text(body: Content, key: string): string {
  const value = body[key];
  if (value === undefined) throw missingParam(key);
  if (typeof value !== "string") throw badJson(`${key} must be a string; got ${shown(value)}.`);
  return value;
}

export function optionalText(body: Content, key: string): string | undefined {
  return body[key] === undefined || body[key] === null ? undefined : text(body, key);
}

export function optionalFlag(body: Content, key: string): boolean | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "boolean") throw badJson(`${key} must be true or false; got ${shown(value)}.`);
  return value;
}

export function optionalObject(body: Content, key: string): Content | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  const object = asObject(value);
  if (!object) throw badJson(`${key} must be an object; got ${shown(value)}.`);
  return object;
}

export function optionalTexts(body: Content, key: string): string[] | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((item): item is string => typeof item === "string"))
    throw badJson(`${key} must be a list of strings; got ${shown(value)}.`);
  return value;
}

/** A whole number in a query. @param most larger ones become this */
export function queryNumber(value: string | undefined, name: string, fallback: number, most: number): number {
  if (value === undefined || value === "") return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0)
    throw invalidParam(`${name} must be a whole number from 0; got ${value.slice(0, 50)}.`);
  return Math.min(number, most);
}

export function queryFlag(value: string | undefined): boolean {
  return value === "true" || value === "1";
}

/** @throws MatrixError when it is not one of those allowed */
export function oneOf<T extends string>(value: string, name: string, allowed: readonly T[]): T {
  const found = allowed.find((choice) => choice === value);
  if (found === undefined)
    throw invalidParam(`${name} must be ${allowed.join(" or ")}; got ${value.slice(0, 50)}.`);
  return found;
}
