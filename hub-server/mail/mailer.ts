/** Mail: one port, one way out. Off until a mail server is set; who wants to send then reads one sentence that says how. */
import { Unavailable } from "../errors.ts";

export interface Attachment {
  readonly name: string;
  readonly type: string;
  readonly base64: string;
}

export interface Mail {
  /** The same mail has the same id, however often it is tried: a receiver drops the second copy. */
  readonly id: string;
  readonly to: string;
  /** How the sender is called; the address is the hub's. */
  readonly sender?: string;
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments?: readonly Attachment[];
}

export interface Mailer {
  /**
   * Hands a mail to the mail server, or hangs up: when `signal` aborts, and in any case before the outbox would take it for lost.
   * @throws MailRefused when trying again is of no use, any other error when it is
   */
  readonly send: (mail: Mail, signal?: AbortSignal) => Promise<void>;
}

/** The mail server refused for good, such as an address that does not exist. */
export class MailRefused extends Error {}

/** @throws Unavailable with the sentence for whoever wants to send while no mail server is set */
export function mustMail(mailer: Mailer | undefined): Mailer {
  if (mailer) return mailer;
  throw new Unavailable(
    "No mail server is set: an administrator sets HUB_SMTP_URL, like smtp://user:password@mail.example:587, and HUB_MAIL_FROM.",
  );
}

/** ms for connecting, the greeting and silence: together less than what the outbox gives a delivery. */
const patience = { connectionTimeout: 8_000, greetingTimeout: 8_000, socketTimeout: 10_000 };
/** ms for all of it: a server that says a little now and then is never silent. */
const whole = 25_000;

/**
 * @param url `smtp://user:password@host:587` (TLS when the server offers it) or `smtps://…:465`
 * @param from address that mails come from
 * @param within ms that one mail may take
 */
export function openMailer(url: string, from: string, within = whole): Mailer {
  // Loaded with the first mail: the start does not wait for it.
  const opened = () =>
    import("nodemailer").then(({ createTransport }) =>
      createTransport({ url, ...patience, disableFileAccess: true, disableUrlAccess: true }),
    );
  let transport: ReturnType<typeof opened> | undefined;
  return {
    send: async ({ id, to, sender, replyTo, subject, text, attachments = [] }, signal) => {
      const late = AbortSignal.timeout(within);
      try {
        transport ??= opened();
        await (
          await transport
        ).sendMail({
          messageId: `<${id}@${from.split("@")[1]}>`,
          from: { name: sender ?? "", address: from },
          to: { name: "", address: to }, // an object: nothing in it is read as a second address
          ...(replyTo ? { replyTo: { name: "", address: replyTo } } : {}),
          signal: signal ? AbortSignal.any([signal, late]) : late,
          subject,
          text,
          attachments: attachments.map(({ name, type, base64 }) => ({
            filename: name,
            contentType: type,
            content: base64,
            encoding: "base64",
          })),
        });
      } catch (error) {
        throw refusedForGood(error) ? new MailRefused((error as Error).message) : error;
      }
    },
  };
}

/** A reply of 5xx to the mail itself (RFC 5321, 4.2.1); to signing in it is a setting that somebody can mend. */
function refusedForGood(error: unknown): boolean {
  const { responseCode, command } = error as { responseCode?: number; command?: string };
  return (
    responseCode !== undefined &&
    responseCode >= 500 &&
    !/^(AUTH|EHLO|HELO|CONN|STARTTLS)/.test(command ?? "CONN")
  );
}

/** A mailer that keeps what it was given, for tests. */
export function fakeMailer(): Mailer & { readonly sent: Mail[] } {
  const sent: Mail[] = [];
  return {
    sent,
    send: (mail) => {
      sent.push(mail);
      return Promise.resolve();
    },
  };
}
