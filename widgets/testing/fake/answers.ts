/** What the fake hub answers to calls. Tests replace single answers to see errors. */
import {
  alfreds,
  andrew,
  bonapp,
  chai,
  nancy,
  profileOfAlfreds,
  profileOfChai,
  verbs,
  type Profile,
} from "./company.ts";
import { Problem } from "./problem.ts";

export type Input = Readonly<Record<string, string>>;
export type Answer = (input: Input, token: string | undefined) => unknown;
export const token = "token-of-nancy";
export const userId = "@nancy:hub.localhost";
export const botId = "@hub:hub.localhost";

const session = (mustSet: boolean) => ({
  access_token: token,
  user_id: userId,
  device_id: "WEB",
  must_set_password: mustSet,
});

function open({ user, password }: Input) {
  if (user === "nancy" && password === "correct horse") return session(false);
  throw new Problem(401, "not-signed-in", "The user name or the password is wrong.");
}

function redeem({ link }: Input) {
  if (link === "first-link") return session(true);
  throw new Problem(
    401,
    "not-signed-in",
    "This sign-in link was used before or has expired. Ask for a new one.",
  );
}

const who = {
  person: nancy,
  user_id: userId,
  roles: ["Sales Executive", "Manager"],
  rights: [],
  server_name: "hub.localhost",
  bot: botId,
};

/** Profiles are state: logging something changes them. */
export function answers(profiles: Map<string, Profile>): Record<string, Answer> {
  const found = (ref: string | undefined): Profile => {
    const profile = [...profiles.values()].find(({ record }) => record.id === ref || record.number === ref);
    if (!profile) throw new Problem(404, "not-found", `There is no ${ref} that you can see.`);
    return profile;
  };
  let hasPassword = true;
  const links = [alfreds, bonapp, chai, andrew];
  return {
    "session.open": open,
    "session.redeem": (input) => {
      const opened = redeem(input);
      hasPassword = false;
      return opened;
    },
    "session.password": () => {
      hasPassword = true;
      return { done: true };
    },
    "session.close": () => ({ done: true }),
    "session.who": () => ({ ...who, must_set_password: !hasPassword }),
    "verb.list": () => ({ items: verbs }),
    "record.profile": ({ ref }) => found(ref),
    "record.timeline": ({ ref, after }) => timelinePage(found(ref), after),
    "record.find": ({ text = "" }) => ({
      items: links
        .filter(({ title, number }) => `${title} ${number}`.toLowerCase().includes(text.toLowerCase()))
        .map((one) => ({ ...one, hint: one.noun })),
    }),
    "record.room": ({ ref }) => {
      const { room, record } = found(ref);
      if (!room) throw new Problem(409, "no-room", `${record.title} has no room.`);
      return { room, record };
    },
    "record.here": ({ room }) => ({
      record: [...profiles.values()].find((profile) => profile.room === room)?.record ?? null,
    }),
  };
}

function timelinePage({ timeline }: Profile, after: string | undefined) {
  const from = Number(after ?? 0);
  return {
    items: timeline.slice(from, from + 2),
    next: from + 2 < timeline.length ? String(from + 2) : null,
  };
}

export const firstProfiles = (): Map<string, Profile> =>
  new Map([
    ["CUS-1", profileOfAlfreds()],
    ["PRD-1", profileOfChai()],
  ]);
