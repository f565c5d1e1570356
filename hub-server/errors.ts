/** Every error of the hub: its code, its HTTP status and a sentence that says what was allowed and what came. */

/** One thing wrong with one field of an input. */
export interface FieldError {
  /** JSON pointer into the input, e.g. `/contact_points/0/value`. */
  readonly field: string;
  /** What would have been accepted, in words. */
  readonly allowed: string;
  /** What came instead, shortened. */
  readonly got: string;
}

/** An error whose sentence may be shown to the person who asked. Everything else is a fault of ours and stays in the log. */
export class HubError extends Error {
  readonly code: string;
  readonly status: number;
  /** Members added to the problem document, such as `errors`, `candidates` or `needs`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.status = status;
    this.extra = extra;
  }
}

/** A setting has a value that is not allowed; the process cannot start. */
export class SettingInvalid extends HubError {
  constructor(variable: string, allowed: string, got: string) {
    super("setting-invalid", 500, `${variable} must be ${allowed}; it is "${got}".`);
  }
}

/** The process cannot start for a reason outside it: port taken, folder not writable, database unreachable or newer. */
export class CannotStart extends HubError {
  constructor(sentence: string) {
    super("cannot-start", 500, sentence);
  }
}

/** The input of a call does not fit its schema. */
export class InputInvalid extends HubError {
  constructor(errors: readonly FieldError[]) {
    const first = errors[0];
    super(
      "input-invalid",
      400,
      first
        ? `${first.field || "input"} must be ${first.allowed}; got ${first.got}.`
        : "The input is not valid.",
      { errors },
    );
  }
}

/** Nobody is signed in, or the token is unknown, expired or revoked. */
export class NotSignedIn extends HubError {
  constructor(sentence = "Sign in first: the token is missing, unknown or expired.") {
    super("not-signed-in", 401, sentence);
  }
}

/** The person lacks a right. Names the right and who can grant it. */
export class NotAllowed extends HubError {
  constructor(needs: string, granters: readonly string[]) {
    const ask = granters.length ? ` Ask ${granters.join(" or ")}.` : "";
    super("not-allowed", 403, `You need the right ${needs} for this.${ask}`, { needs, granters });
  }
}

/** An administrator suspended the account: it reads, and changes nothing but its own sign-in. */
export class Suspended extends HubError {
  constructor() {
    super(
      "suspended",
      403,
      "Your account is suspended: you may read, and change nothing until an administrator lifts it.",
    );
  }
}

/** A field may not be read, and so neither filtered, sorted nor searched by, nor written. */
export class FieldHidden extends HubError {
  constructor(field: string) {
    super("field-hidden", 403, `You may not use the field ${field}.`, { field });
  }
}

/** Missing and hidden records answer alike. */
export class NotFound extends HubError {
  constructor(what: string) {
    super("not-found", 404, `No match that you can see for ${what}.`);
  }
}

/** A reference fits several records; nobody guesses. */
export class Ambiguous extends HubError {
  constructor(what: string, candidates: readonly { readonly number: string; readonly title: string }[]) {
    super(
      "ambiguous",
      409,
      `${what} could be ${candidates.map((c) => `${c.title} (${c.number})`).join(", ")}. Say which.`,
      { candidates },
    );
  }
}

/** The record was changed since the version that the caller saw. */
export class Stale extends HubError {
  constructor(expected: number, current: number) {
    super(
      "stale",
      412,
      `The record is at version ${current}; you changed version ${expected}. Read it again.`,
      { current },
    );
  }
}

/** The same Idempotency-Key came with another body. */
export class KeyReused extends HubError {
  constructor() {
    super("key-reused", 409, "This Idempotency-Key was used for a different request. Use a new key.");
  }
}

/** The request contradicts the present state; the sentence says how. */
export class Conflict extends HubError {
  constructor(sentence: string, extra: Readonly<Record<string, unknown>> = {}) {
    super("conflict", 409, sentence, extra);
  }
}

/** The call waits for a yes, from the same person or from others; nothing was done yet. */
export class ConfirmationNeeded extends HubError {
  constructor(confirmation: { readonly kind: string; readonly title: string; readonly needed: number }) {
    const { kind, title, needed } = confirmation;
    const wait =
      kind === "confirm"
        ? "Confirm it within 5 minutes."
        : `It waits for ${needed === 1 ? "somebody else" : `${needed} others`} to approve it.`;
    super("confirmation-needed", 428, `${title}: not done yet. ${wait}`, { confirmation });
  }
}

/** Too many attempts. */
export class TooMany extends HubError {
  constructor(retryAfterSeconds: number) {
    super("too-many", 429, `Too many attempts. Try again in ${retryAfterSeconds} s.`, { retryAfterSeconds });
  }
}

/** A part that is needed is down or still starting. */
export class Unavailable extends HubError {
  constructor(sentence: string) {
    super("unavailable", 503, sentence);
  }
}

/** A refusal in the Matrix Client-Server API: `code` is the errcode, `extra` goes beside it in the answer. */
export class MatrixError extends HubError {
  constructor(
    errcode: `M_${string}`,
    status: number,
    sentence: string,
    extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(errcode, status, sentence, extra);
  }
}

/** The asker may see it, but not everyone in the room in which the answer would stand. */
export class AudienceTooWide extends HubError {
  constructor() {
    super("audience", 403, "Not everyone in this room may see that; ask in private.");
  }
}

/** The Client-Server API wants a person to prove who they are before it goes on: the answer is 401 with the ways to do it. */
export class AuthWanted extends HubError {
  constructor(sentence: string, answer: Readonly<Record<string, unknown>>) {
    super("auth-wanted", 401, sentence, answer);
  }
}
