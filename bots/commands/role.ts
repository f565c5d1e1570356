/** `role`: who holds which role. Granting is confirmed before it is done. */
import { grantRole, listPeople, listRoles, revokeRole } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import type { Here } from "../words/day.ts";
import type { Token } from "../words/lex.ts";
import { join, type Line } from "../words/line.ts";
import { readUntil } from "../words/day.ts";
import { wordsOf } from "../words/moment.ts";
import { nearest } from "../words/near.ts";
import { personIn } from "../words/people.ts";
import { instant } from "../words/plan.ts";
import { command, make, type Circumstances, type Step } from "./command.ts";
import { rows } from "./present.ts";
import { hereOf } from "./time.ts";

const shown = 5;
const acts = ["grant", "revoke", "list"] as const;

export const role = command({
  verb: "role",
  aliases: ["roles"],
  group: "Team",
  usage: "role grant @li accountant [until 1 dec] | role revoke @li accountant | role list [@li]",
  help: "Give a colleague a role or take it back; list who holds what.",
  examples: [
    { words: "role grant @li accountant", call: "role.grant", input: { ref: "@li", role: "accountant" } },
    {
      words: "role grant @li accountant until 1 dec",
      call: "role.grant",
      input: { ref: "@li", role: "accountant", until: "2026-12-01T23:00:00.000Z" },
    },
    { words: "role list", call: "role.list", input: {} },
  ],
  calls: [grantRole, revokeRole, listRoles, listPeople],
  timed: true,
  read: readRole,
});

function readRole(line: Line, circumstances: Circumstances): Step {
  const [first, ...rest] = line.tokens();
  const word = first?.kind === "word" ? first.text.toLowerCase() : "list";
  if (word === "list") return list(rest);
  if (word === "grant" || word === "give") return grant(line, rest, circumstances);
  if (word === "revoke" || word === "take") {
    const { who, name } = whoAndWhat(line, rest);
    return make(revokeRole, { ref: who, role: name }, () => ({ lines: [`${who} is ${name} no more.`] }));
  }
  const near = nearest(word, acts).map((act) => `role ${act}${line.typed.slice(first!.end)}`);
  throw new WordsUnclear("Say role grant, role revoke or role list.", first!.at, near);
}

function grant(line: Line, tokens: readonly Token[], circumstances: Circumstances): Step {
  const index = tokens.findIndex(
    ({ kind, text }) => kind === "word" && /^(until|till|bis|jusqu'au)$/i.test(text),
  );
  const { who, name } = whoAndWhat(line, index < 0 ? tokens : tokens.slice(0, index));
  const until = index < 0 ? {} : { until: endOf(tokens.slice(index + 1), hereOf(circumstances), line) };
  return make(grantRole, { ref: who, role: name, ...until }, () => ({
    lines: [`${who} is ${name} now${index < 0 ? "" : ` until ${line.typed.slice(tokens[index + 1]!.at)}`}.`],
  }));
}

/** The role ends with the day that is named. */
function endOf(tokens: readonly Token[], now: Here, line: Line): string {
  const day = readUntil(wordsOf(tokens), 0, now);
  if (!day || day.wrong || day.used < tokens.length)
    throw new WordsUnclear(day?.wrong ?? "Until which day?", tokens[0]?.at ?? line.typed.length);
  if (day.either)
    throw new WordsUnclear(
      `"${join(tokens)}" could be ${day.either.join(" or ")}.`,
      tokens[0]!.at,
      day.either.map((one) => line.typed.slice(0, tokens[0]!.at) + one),
    );
  const next = day.date.add({ days: 1 }).toZonedDateTime(now.now.timeZoneId);
  if (Temporal.ZonedDateTime.compare(next, now.now) < 0)
    throw new WordsUnclear(`${day.date.toString()} has passed.`, tokens[0]!.at);
  return instant(next);
}

function whoAndWhat(line: Line, tokens: readonly Token[]): { who: string; name: string } {
  const words = tokens.filter(({ text }) => !/^(to|from|role|the|as)$/i.test(text));
  const person = words.find((token) => personIn(token)) ?? words[0];
  const name = join(words.filter((token) => token !== person))
    .toLowerCase()
    .replaceAll(" ", "-");
  if (!person || name === "")
    throw new WordsUnclear("Say whom and which role: role grant @li accountant.", line.typed.length);
  return { who: person.text, name };
}

function list(tokens: readonly Token[]): Step {
  const [who] = tokens;
  if (!who)
    return make(listRoles, {}, ({ items }) => ({
      lines: [`Roles: ${items.map(({ label }) => label).join(", ")}`],
    }));
  const name = who.text.replace(/^@/, "").toLowerCase();
  return make(listPeople, {}, ({ items }) => {
    const found = items.filter(({ user_id: id, title }) =>
      [id.slice(1).split(":")[0], title.toLowerCase()].includes(name),
    );
    const told = found.map(
      ({ title, roles }) => `${title}: ${roles.map((held) => held.role).join(", ") || "no role"}`,
    );
    return { lines: rows(told, shown, `No match that you can see for ${who.text}.`) };
  });
}
