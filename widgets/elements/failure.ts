/** Why a call failed, as people are told. */
import { HubProblem } from "@singularity/hub-server/client";

export interface Failure {
  readonly kind: "offline" | "signed-out" | "forbidden" | "missing" | "error";
  readonly icon: string;
  readonly heading: string;
  readonly sentence: string;
  /** Trying again may help. */
  readonly again: boolean;
}

const byStatus: Readonly<Record<number, Omit<Failure, "sentence">>> = {
  401: { kind: "signed-out", icon: "key", heading: "Not signed in", again: true },
  403: { kind: "forbidden", icon: "lock", heading: "Not for you to see", again: false },
  404: { kind: "missing", icon: "search", heading: "Nothing here", again: false },
};

export function failureOf(error: unknown): Failure {
  if (error instanceof HubProblem) {
    const known = byStatus[error.status] ?? {
      kind: "error",
      icon: "error",
      heading: "That did not work",
      again: true,
    };
    return { ...known, sentence: error.message };
  }
  const offline = typeof navigator !== "undefined" && !navigator.onLine;
  return {
    kind: "offline",
    icon: "offline",
    heading: offline ? "You are offline" : "The hub cannot be reached",
    sentence: offline
      ? "This will load as soon as you are back."
      : "It may be restarting. Try again in a moment.",
    again: true,
  };
}

/** The page never set `getToken`. */
export const unknownReader: Failure = {
  kind: "signed-out",
  icon: "key",
  heading: "Not signed in",
  sentence: "This page has not said who you are.",
  again: false,
};
