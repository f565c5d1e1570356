/** Ways out of the house besides chat. Each is a port with one method; where none is connected, chat is told instead. */

/** A message to one person. The same key means the same message: it may come again after a crash. */
export interface Letter {
  /** Matrix id. */
  readonly person: string;
  readonly subject: string;
  readonly text: string;
  readonly key: string;
}

export interface Mailer {
  /** @returns false when this person cannot be reached this way: they are told in chat instead */
  readonly send: (letter: Letter) => Promise<boolean | void>;
}

export interface Pusher {
  readonly send: (letter: Letter) => Promise<void>;
}

/** A port that keeps what it was given, for tests. */
export function fakePort(): Mailer & Pusher & { readonly sent: Letter[] } {
  const sent: Letter[] = [];
  return {
    sent,
    send: (letter) => {
      sent.push(letter);
      return Promise.resolve();
    },
  };
}
