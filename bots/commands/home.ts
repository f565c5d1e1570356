/** A person's home in a chat that has one: what they have to do, what they work on, what waits for them. */
import {
  deals,
  listConfirmations,
  todos,
  type AnyCall,
  type Input,
  type Output,
} from "@singularity/hub-server/contract";
import { day, minute, short } from "./present.ts";
import type { Choice } from "./command.ts";

export interface HomeItem {
  readonly text: string;
  readonly hint: string;
  readonly choices: readonly Choice[];
  /** Forms to open, with what stands in them. */
  readonly forms?: readonly {
    readonly label: string;
    readonly form: string;
    readonly values: Readonly<Record<string, unknown>>;
  }[];
}

/** A part of the home: one reading call, drawn as items. */
export interface HomeSection {
  readonly title: string;
  /** Said when there is nothing. */
  readonly empty: string;
  readonly call: AnyCall;
  readonly input: (me: { readonly id: string }) => Record<string, unknown>;
  readonly read: (output: never, me: { readonly id: string }) => readonly HomeItem[];
}

function section<C extends AnyCall>(
  title: string,
  empty: string,
  call: C,
  input: (me: { readonly id: string }) => Input<C>,
  read: (output: Output<C>, me: { readonly id: string }) => readonly HomeItem[],
): HomeSection {
  return { title, empty, call, input, read };
}

/** Items of a section that are shown; the rest is counted. */
export const mostItems = 8;

export const homeSections: readonly HomeSection[] = [
  section(
    "My to-dos",
    "Nothing to do.",
    todos.list,
    ({ id }) => ({ owner: id, status: "open", sort: "due", limit: 50 }),
    ({ items }) =>
      items.map(({ number, title, due, priority }) => ({
        text: title ?? number,
        hint: [number, due ? `due ${minute(due)}` : "", priority === "high" ? "high" : ""]
          .filter(Boolean)
          .join(" · "),
        choices: [
          { label: "Done", words: `done ${number}`, style: "primary" },
          { label: "Tomorrow", words: `snooze ${number} 1d` },
        ],
      })),
  ),
  section(
    "My pipeline",
    "No open deals.",
    deals.list,
    ({ id }) => ({ owner: id, sort: "expected_close", limit: 200 }),
    ({ items }) =>
      items
        .filter(({ closed_at }) => !closed_at)
        .map(({ id, number, title, stage, value, expected_close }) => ({
          text: title,
          hint: [
            number,
            stage?.title,
            value ? short(value) : "",
            expected_close ? `closes ${day(expected_close)}` : "",
          ]
            .filter(Boolean)
            .join(" · "),
          choices: [{ label: "Show", words: `show ${number}` }],
          forms: [{ label: "Move", form: "tracker.move", values: { ref: { value: id, title } } }],
        })),
  ),
  section(
    "Waiting for a yes",
    "Nothing waits for you.",
    listConfirmations,
    () => ({}),
    ({ items }) =>
      items
        .filter(({ state }) => state === "waiting")
        .map(({ id, kind, mine, title, facts, asked_by, needed, given }) => ({
          text: title,
          hint: [
            mine ? "asked by you" : `asked by ${asked_by}`,
            `${given.length} of ${needed}`,
            ...facts.map(({ label, value }) => `${label}: ${value}`),
          ].join(" · "),
          choices: [
            ...(mine && kind === "approve"
              ? []
              : [
                  {
                    label: kind === "approve" ? "Approve" : "Confirm",
                    words: `confirm ${id}`,
                    style: "primary" as const,
                  },
                ]),
            { label: mine ? "Cancel" : "Decline", words: `withdraw ${id}` },
          ],
        })),
  ),
];
