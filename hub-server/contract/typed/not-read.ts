/** What somebody typed cannot be read; the sentence says what can. */
export class NotRead extends Error {}
