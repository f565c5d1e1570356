/** The policy that the hub sends with the web app, and one that a careful foreign page would send. Both demand Trusted Types. */
const trusted = "require-trusted-types-for 'script'; trusted-types lit-html";

/** The app names its service worker through a policy of its own. */
const trustedByApp = `${trusted} hub-worker`;

export const appPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  trustedByApp,
].join("; ");

/** @param hub origin of the hub whose elements the page shows */
export const foreignPolicy = (hub: string): string =>
  `default-src 'none'; script-src 'self' ${hub}; connect-src ${hub}; style-src 'self'; base-uri 'none'; ${trusted}`;
