/** Sealing: tokens are kept by the hub, which has no key to them. AES-256-GCM, a nonce for each, bound to what it belongs to. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { SealBroken } from "../errors.ts";

export interface Seal {
  /** @param belongs what the text is of; it opens for nothing else */
  readonly close: (text: string, belongs: string) => string;
  /** @throws SealBroken when it was closed with another key, for something else, or was changed */
  readonly open: (sealed: string, belongs: string) => string;
}

const version = "v1";

/** @param secret whatever the administrator has set; the key is drawn from it */
export function makeSeal(secret: string): Seal {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "singularity slack installation", 32));
  return {
    close: (text, belongs) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(belongs));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return [version, nonce, body, cipher.getAuthTag()]
        .map((one) => (typeof one === "string" ? one : one.toString("base64url")))
        .join(".");
    },
    open: (sealed, belongs) => {
      const [made, ...parts] = sealed.split(".");
      const [nonce, body, tag] = parts.map((one) => Buffer.from(one, "base64url"));
      if (made !== version || !nonce || !body || tag?.length !== 16) throw new SealBroken(belongs);
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, nonce)
          .setAAD(Buffer.from(belongs))
          .setAuthTag(tag);
        return decipher.update(body, undefined, "utf8") + decipher.final("utf8");
      } catch {
        throw new SealBroken(belongs);
      }
    },
  };
}
