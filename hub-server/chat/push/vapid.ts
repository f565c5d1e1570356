/** The key pair by which push services know this hub (RFC 8292): made once, kept beside the uploaded files, readable by the hub alone. */
import { createECDH } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface VapidKeys {
  /** P-256, base64url; clients need it to subscribe. */
  readonly publicKey: string;
  readonly privateKey: string;
}

const fileName = "web-push.json";

/** A subscription belongs to the key that it was made with: whoever loses the file loses the subscriptions. */
export async function vapidKeys(folder: string): Promise<VapidKeys> {
  const path = join(folder, fileName);
  await mkdir(folder, { recursive: true });
  // Two hubs that start at once agree on the file that was there first.
  await writeFile(path, JSON.stringify(newKeys()), { flag: "wx", mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    },
  );
  return JSON.parse(await readFile(path, "utf8")) as VapidKeys;
}

function newKeys(): VapidKeys {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  const padded = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32);
  return { publicKey: pair.getPublicKey("base64url"), privateKey: padded.toString("base64url") };
}
