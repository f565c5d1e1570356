/** What leaves the house as mail, at the wire. */
import { createServer } from "node:net";
import test from "ava";
import { readConfig } from "../config.ts";
import { MailRefused, mustMail, openMailer } from "./mailer.ts";
import { openTestSmtp, type TestSmtp } from "./smtp.testing.ts";

let smtp: TestSmtp;
test.before(async () => {
  smtp = await openTestSmtp();
});
test.after.always(() => smtp?.stop());

const mail = { id: "m-1", to: "ann@customer.example", subject: "Grüße aus Łódź", text: "Hello.\n.\nBye." };

test.serial("a mail arrives whole: one sender, one receiver, its own id, any letter, any file", async (t) => {
  const mailer = openMailer(smtp.url, "hub@company.example");
  const attachments = [
    { name: "INV-1.pdf", type: "application/pdf", base64: Buffer.from("%PDF-1").toString("base64") },
  ];
  await mailer.send({ ...mail, sender: "Kräuter & Söhne", replyTo: "acc@company.example", attachments });
  const [taken] = smtp.taken.splice(0);
  t.deepEqual([taken!.from, taken!.to], ["hub@company.example", ["ann@customer.example"]]);
  t.regex(taken!.raw, /^Message-ID: <m-1@company.example>$/im);
  t.regex(taken!.raw, /^Reply-To: acc@company.example$/im);
  t.regex(taken!.raw, /filename=INV-1.pdf/);
  t.true(taken!.raw.includes(attachments[0]!.base64));
  t.regex(taken!.raw, /^Subject: =\?UTF-8\?/im);
  t.regex(taken!.raw, /Hello\.\r\n\.\r\nBye\./);
});

test.serial("an address in an address, or a header in a subject, adds nobody", async (t) => {
  const mailer = openMailer(smtp.url, "hub@company.example");
  await mailer.send({ ...mail, to: "a@x.example", subject: "Hi\r\nBcc: spy@evil.example" });
  await mailer.send({ ...mail, to: "a@x.example, spy@evil.example" }).catch(() => {});
  const taken = smtp.taken.splice(0);
  t.true(taken.every(({ to }) => to.length === 1 && !to[0]!.startsWith("spy")));
  t.notRegex(taken[0]!.raw, /^Bcc:/im);
});

test.serial("what may work later and what never will are told apart", async (t) => {
  const mailer = openMailer(smtp.url, "hub@company.example");
  smtp.refuse("RCPT", "451 greylisted");
  const later = await t.throwsAsync(mailer.send(mail));
  t.false(later instanceof MailRefused);
  smtp.refuse("RCPT", "550 no such mailbox");
  await t.throwsAsync(mailer.send(mail), { instanceOf: MailRefused, message: /no such mailbox/ });
  const closed = openMailer("smtp://127.0.0.1:9", "hub@company.example");
  t.false((await t.throwsAsync(closed.send(mail))) instanceof MailRefused);
  t.is(smtp.taken.length, 0);
});

test.serial("a server that never comes to an end is hung up on: when told to, and by itself", async (t) => {
  const drips = createServer((socket) => {
    socket.on("error", () => {});
    const drip = setInterval(() => socket.write("220-still here\r\n"), 20);
    socket.on("close", () => clearInterval(drip));
  });
  await new Promise<void>((resolve) => {
    drips.listen(0, "127.0.0.1", resolve);
  });
  t.teardown(() => drips.close());
  const url = `smtp://127.0.0.1:${(drips.address() as { port: number }).port}`;
  const byItself = openMailer(url, "hub@company.example", 150);
  t.false((await t.throwsAsync(byItself.send(mail))) instanceof MailRefused);
  const control = new AbortController();
  const told = openMailer(url, "hub@company.example").send(mail, control.signal);
  setTimeout(() => control.abort(), 50);
  t.false((await t.throwsAsync(told)) instanceof MailRefused);
});

test("without a mail server one sentence says how to set one, and a wrong setting stops the start", (t) => {
  t.throws(() => mustMail(undefined), { message: /HUB_SMTP_URL/ });
  t.is(readConfig({}).smtpUrl, "");
  t.throws(() => readConfig({ HUB_SMTP_URL: "mail.example" }), { message: /HUB_SMTP_URL must be/ });
  t.throws(() => readConfig({ HUB_SMTP_URL: "smtp://mail.example" }), { message: /HUB_MAIL_FROM must be/ });
  t.is(
    readConfig({ HUB_SMTP_URL: "smtp://mail.example", HUB_MAIL_FROM: "hub@x.example" }).mailFrom,
    "hub@x.example",
  );
});
