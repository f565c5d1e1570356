/** Every error of the bots: a code and a sentence that says what was allowed and what came. */

export class BotsError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A setting has a value that is not allowed, or is missing; the process cannot start. */
export class SettingInvalid extends BotsError {
  constructor(variable: string, allowed: string, got: string) {
    super("setting-invalid", `${variable} must be ${allowed}; it is "${got}".`);
  }
}

/** The process cannot start for a reason outside it. */
export class CannotStart extends BotsError {
  constructor(sentence: string) {
    super("cannot-start", sentence);
  }
}

/** Words that cannot be read. `at` is the position in the line at which a person should look. */
export class WordsUnclear extends BotsError {
  readonly at: number;
  /** Words that would have been understood, offered as choices. */
  readonly instead: readonly string[];
  /** The same words with a hole where something is missing: what is said next fills it. */
  readonly template: string | undefined;

  constructor(message: string, at: number, instead: readonly string[] = [], template?: string) {
    super("words-unclear", message);
    this.at = at;
    this.instead = instead;
    this.template = template;
  }
}

/** The other side of a surface refuses what we say: its status and its own code. */
export class SurfaceRefused extends BotsError {
  readonly status: number;
  /** The other side's own word for why. */
  readonly reason: string;

  constructor(surface: string, status: number, code: string, what: string) {
    super("surface-refused", `${surface} answered ${status} ${code} to ${what}.`);
    this.status = status;
    this.reason = code;
  }
}

/** What was sealed cannot be opened: it was sealed with another secret, for something else, or changed since. */
export class SealBroken extends BotsError {
  constructor(belongs: string) {
    super(
      "seal-broken",
      `What is kept of ${belongs} was sealed with another SLACK_SECRET; install the app there anew.`,
    );
  }
}

/** Something that will pass: the hub, or a chat, cannot be reached or is overloaded. What was heard is tried again. */
export class TryAgain extends BotsError {
  /** Seconds that the other side asked to wait; 0 when it did not say. */
  readonly seconds: number;
  /** What we wanted to say did certainly not get there. */
  readonly unsent: boolean;

  constructor(sentence: string, seconds = 0, unsent = false) {
    super("try-again", sentence);
    this.seconds = seconds;
    this.unsent = unsent;
  }
}
