/**
 * The records and colleagues that a waiting call names. What a name means is settled when it is asked, not when it is confirmed: as the
 * call itself found them while it was tried out, so that the yes is for what was shown.
 */
import { Ref } from "../../contract/index.ts";
import type { Ctx, LinkValue } from "../context.ts";

/** What a text meant; undefined when it meant two things in one call. */
export type Meant = (reference: string) => LinkValue | undefined;

/** An ear for {@link Ctx.named}, what it heard, and the ids of all that it heard of. */
export function listening(): { hear: NonNullable<Ctx["named"]>; meant: Meant; heard: () => string[] } {
  const all = new Map<string, Map<string, LinkValue>>();
  return {
    hear: (reference, link) => {
      all.set(reference, (all.get(reference) ?? new Map<string, LinkValue>()).set(link.id, link));
    },
    meant: (reference) => {
      const links = [...(all.get(reference)?.values() ?? [])];
      return links.length === 1 ? links[0] : undefined;
    },
    heard: () => [...new Set([...all.values()].flatMap((links) => [...links.keys()]))],
  };
}

export interface Shape {
  readonly description?: string;
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
}

const { description } = Ref as Shape;

/** Whether a member of an input names a record, by its schema. */
export const isReference = (schema: Shape | undefined): boolean =>
  Boolean(schema && (schema.description === description || schema.anyOf?.some(isReference)));

/** The input with ids in place of names. */
export function settled(schema: Shape | undefined, value: unknown, meant: Meant): unknown {
  if (typeof value === "string") return (isReference(schema) && meant(value)?.id) || value;
  const { items, properties } = schema ?? {};
  if (Array.isArray(value)) return value.map((item) => settled(items, item, meant));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, inner]) => [key, settled(properties?.[key], inner, meant)]));
}
