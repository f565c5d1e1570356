/** A file that was dropped into a message to us: found out about, read, and handed on to the conversation. */
import { mostPosted, type Posted } from "../conversation/posted.ts";
import { SurfaceRefused } from "../errors.ts";
import type { Fetched, Files } from "./files.ts";
import { readFile, type SlackFile } from "./heard-file.ts";
import type { SlackWords } from "./heard.ts";
import { part, type Place } from "./payload.ts";
import type { SlackWeb } from "./web.ts";

export interface PostedOptions {
  readonly web: SlackWeb;
  readonly files: Files;
  /** Whether a word begins a command. */
  readonly isVerb: (word: string) => boolean;
}

/** @returns undefined when none of the files holds rows. @throws TryAgain */
export async function postedIn(
  options: PostedOptions,
  { files = [], words, place, team }: SlackWords,
): Promise<Posted | undefined> {
  const where = place ?? { team };
  const known = await Promise.all(files.map((file) => find(options, where, file)));
  const [first, ...more] = known.filter((file) => file !== undefined);
  if (!first) return undefined;
  const beside = options.isVerb(words.trim().split(/\s/)[0]!.toLowerCase()) ? { beside: words } : {};
  if (more.length) return { name: first.name, problem: oneOnly([first, ...more]), ...beside };
  const { name, url, size } = first;
  const fetched = size > mostPosted ? "large" : await options.files(where, url, mostPosted);
  return { name, ...told(name, fetched), ...beside };
}

/** Slack is asked of a file of another organisation; what it refuses to tell of is not there for us. */
async function find({ web }: PostedOptions, place: Place, file: SlackFile): Promise<SlackFile | undefined> {
  if (!file.unknown) return file;
  try {
    const found = readFile(part((await web.call(place, "files.info", { file: file.id }))["file"]));
    return found?.unknown ? undefined : found;
  } catch (error) {
    if (error instanceof SurfaceRefused) return undefined;
    throw error;
  }
}

const oneOnly = (files: readonly SlackFile[]) =>
  `One file at a time, please. I took none of ${files.map(({ name }) => name).join(", ")}.`;

function told(name: string, fetched: Fetched): Pick<Posted, "content" | "problem"> {
  if (typeof fetched !== "string") return { content: fetched.toString("base64") };
  const problem = problems[fetched]?.(name);
  return problem ? { problem } : {};
}

const problems: Readonly<Partial<Record<string, (name: string) => string>>> = {
  foreign: (name) => `${name} is not kept by Slack itself, so I do not read it. Drop the file itself here.`,
  gone: (name) => `${name} is no longer there. Drop it once more.`,
  withheld: (name) =>
    `Slack did not hand out ${name}, but its page for signing in: I lack the right files:read. Whoever administers this workspace can give it, by installing me again.`,
};
