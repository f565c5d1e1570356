/** Objects whose keys others choose: no name means anything to them. */

/** An empty object without a prototype: what is written to it under any name is in it and nowhere else. */
export const namedThings = <T>(): Record<string, T> => Object.create(null) as Record<string, T>;

/** What an object itself has under this name; nothing of what all objects have. */
export const ownOf = <T>(things: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(things, name) ? things[name] : undefined;
