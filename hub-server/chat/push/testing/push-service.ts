/** A browser and its push service, at the wire: it takes pushes, checks who sends them, and opens them as a browser does. */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Pushed {
  readonly headers: IncomingMessage["headers"];
  /** What the service worker is given. */
  readonly payload: Record<string, unknown>;
  /** Claims of the sender's token, once its signature was checked. */
  readonly claims: { readonly aud: string; readonly sub: string; readonly exp: number };
}

export interface PushService {
  /** What a browser says of its subscription. */
  readonly subscription: { readonly url: string; readonly p256dh: string; readonly auth: string };
  readonly pushed: Pushed[];
  /** Statuses of the next answers; 201 when there are none. */
  readonly answers: number[];
  readonly stop: () => void;
}

/** @param vapidKey whose tokens are taken; base64url */
export async function pushService(vapidKey: string): Promise<PushService> {
  const browser = createECDH("prime256v1");
  browser.generateKeys();
  const auth = randomBytes(16);
  const [pushed, answers]: [Pushed[], number[]] = [[], []];
  const hear = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const claims = claimsIn(String(request.headers.authorization), vapidKey);
    const text = open(Buffer.concat(chunks), browser, auth);
    pushed.push({ headers: request.headers, payload: JSON.parse(text) as Pushed["payload"], claims });
  };
  const server = createServer((request, response) => {
    hear(request).then(
      () => response.writeHead(answers.shift() ?? 201).end(),
      (error: Error) => response.writeHead(400).end(error.message),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/subscription`;
  return {
    subscription: { url, p256dh: browser.getPublicKey("base64url"), auth: auth.toString("base64url") },
    pushed,
    answers,
    stop: () => server.close(),
  };
}

/** RFC 8292: a token signed with ES256 by the key that the browser subscribed with. */
function claimsIn(header: string, vapidKey: string): Pushed["claims"] {
  const [, token = "", key] = /^vapid t=([^,]+), *k=(.+)$/.exec(header) ?? [];
  if (key !== vapidKey) throw new Error(`the key is ${key}, not ${vapidKey}`);
  const point = Buffer.from(key, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const [head, body, signature] = token.split(".") as [string, string, string];
  const isGood = verify(
    "sha256",
    Buffer.from(`${head}.${body}`),
    { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (!isGood) throw new Error("the signature is wrong");
  return JSON.parse(Buffer.from(body, "base64url").toString()) as Pushed["claims"];
}

/** RFC 8188 and 8291: salt, record size, the sender's key, then one sealed record. */
function open(sealed: Buffer, browser: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = sealed.subarray(0, 16);
  const keyLength = sealed.readUInt8(20);
  const senderKey = sealed.subarray(21, 21 + keyLength);
  const record = sealed.subarray(21 + keyLength);
  const derive = (secret: Buffer, salted: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync("sha256", secret, salted, info, length));
  const keys = Buffer.concat([Buffer.from("WebPush: info\0"), browser.getPublicKey(), senderKey]);
  const secret = derive(browser.computeSecret(senderKey), auth, keys, 32);
  const key = derive(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = derive(secret, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const decipher = createDecipheriv("aes-128-gcm", key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString();
}
