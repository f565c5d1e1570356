/** A CAS server: people sign in there, and it says who they are (CAS protocol 3.0, sections 2.1 and 2.6). */
export interface Cas {
  /** Where a browser is sent to sign in. @param service where it comes back to, with a ticket */
  readonly loginUrl: (service: string) => string;
  /** @returns the name there, undefined when the ticket is not good for this service. @throws Error when it cannot be reached */
  readonly validate: (ticket: string, service: string) => Promise<string | undefined>;
}

const patience = 10_000;

/** @param url of the server, without a trailing slash */
export function openCas(url: string): Cas {
  const base = url.replace(/\/$/, "");
  return {
    loginUrl: (service) => `${base}/login?${new URLSearchParams({ service }).toString()}`,
    validate: async (ticket, service) => {
      const response = await fetch(
        `${base}/proxyValidate?${new URLSearchParams({ ticket, service }).toString()}`,
        {
          signal: AbortSignal.timeout(patience),
          redirect: "error",
        },
      );
      return response.ok ? userIn(await response.text()) : undefined;
    },
  };
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The one element that matters; a failure has none. */
export function userIn(xml: string): string | undefined {
  const user = /<cas:authenticationSuccess>\s*<cas:user>([^<]+)<\/cas:user>/.exec(xml)?.[1];
  return user?.trim().replaceAll(/&(amp|lt|gt|quot|apos);/g, (_whole, name: string) => entities[name]!);
}

/** "Mapping from other character sets" in the appendices of the specification: what a name may not have is written in hexadecimal. */
export function localpartOf(name: string): string {
  const bytes = [...Buffer.from(name.toLowerCase())];
  return bytes
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[a-z0-9._/+-]/.test(letter) ? letter : `=${byte.toString(16).padStart(2, "0")}`;
    })
    .join("");
}
