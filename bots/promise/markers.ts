/**
 * What makes a sentence a promise, in English, German and French: who speaks says what they will do. What is asked, denied, doubted,
 * bound to a condition, told of the past or of somebody else is none. Rather a promise is missed than talk taken for one. Pure.
 */

/** A sentence that promises, and what is promised, in words for a to-do. */
export interface Promising {
  /** The words of the promise, in which the day stands somewhere. */
  readonly words: string;
  /** What is to be done, from those words without the day. */
  readonly what: (rest: string) => string;
}

const asIs = (rest: string) => rest;

/** Words before a promise that say nothing of it: `Ok, `, `Hi Anna, `, `@raj `. */
const greeting =
  /^(?:hi|hello|hey|dear|thanks|thank you|danke|hallo|merci|bonjour|salut)(?:\s+[\p{L}.-]+){0,2}\s*[,!–—-]\s*/iu;
const filler =
  /^(?:ok(?:ay)?|sure|yes|yep|yeah|great|perfect|thanks|thank you|thx|hi|hello|hey|alright|all right|fine|no problem|got it|noted|so|and|then|fyi|ja|klar|gut|super|danke|alles klar|gerne|passt|hallo|oui|d'accord|merci|bien sûr|parfait|bonjour)\b[\s,!:;–—-]+/iu;
const name = /^@[^\s,:]+[\s,:]+/u;

/** What denies, doubts, binds to a condition, or leads to another clause, to which the day may belong. */
const doubt =
  /(?:n't|\b(?:not|never|cannot|if|unless|whether|maybe|perhaps|probably|possibly|might|could|would|should|try|trying|hope|hopefully|wish|said|says|told|asked|because|that|which|who|when|what|how|why|once|until|till|nicht|kein\p{L}*|nie|niemals|wenn|falls|sobald|ob|vielleicht|eventuell|evtl|wahrscheinlich|versuche\p{L}*|würde\p{L}*|könnte\p{L}*|sollte\p{L}*|hoffe|hoffentlich|dass|weil|welche\p{L}*|pas|jamais|si|quand|peut-être|essai\p{L}*|espère|que|qui|parce)(?![\p{L}']))/iu;
/** Where somebody is, is nothing to do. */
const absence =
  /(?<!\p{L})(?:off|holidays?|vacation|leave|away|abroad|travell?ing|urlaub|ferien|pause|frei|krank|unterwegs|vacances|congés?|absente?)(?!\p{L})/iu;

const stative =
  "be|have(?!\\b.*\\b(?:ready|done|finished|prepared|sent)\\b)|see|need|want|know|miss|go|stay|think|wait|love|like|come|attend|join|arrive|travel|fly|leave|remember|understand|believe|take a day|hear|feel|ever";
const delivering =
  "send|deliver|ship|call|ring|phone|get back|come back|get (?:it|this|that|them|the|you)|provide|share|prepare|finish|complete|fix|review|check|reply|answer|respond|update|follow up|e-?mail|mail|write|pay|submit|return|confirm|let (?:you|them|him|her|everyone|everybody) know|arrange|organi[sz]e|book|draft|make|do|look into|sort out|talk to|forward|sign|bring|order|schedule";
const adverbs =
  "(?:(?:also|then|definitely|certainly|gladly|happily|just|quickly|surely|personally|of course)\\s+)*";
const ahead = "(?<before>(?:(?:by|on|before)\\s+)?(?:tomorrow|today|(?:next\\s+)?\\p{L}+day),?)\\s+";
const english: readonly RegExp[] = [
  new RegExp(
    `^(?:i'll|i will|i shall|i(?:'m| am) (?:going to|gonna)|i promise (?:to|i'll|i will))\\s+${adverbs}(?!(?:${stative})\\b)(?<what>\\p{L}.*)$`,
    "iu",
  ),
  new RegExp(
    `^(?:we'll|we will|we(?:'re| are) going to|we promise to|let me|i'll be sure to)\\s+${adverbs}(?<what>(?:${delivering})\\b.*)$`,
    "iu",
  ),
  // "By Friday I'll send the quote".
  new RegExp(`^${ahead}(?:i'll|i will)\\s+${adverbs}(?!(?:${stative})\\b)(?<what>\\p{L}.*)$`, "iu"),
  // Said in a hurry: "Will send the quote by Friday".
  new RegExp(`^will\\s+${adverbs}(?<what>(?:${delivering})\\b.*)$`, "iu"),
];

/** German verbs of doing in the present tense, which is how German promises. */
const taking =
  "schicke|sende|liefere|melde|rufe|mache|erledige|kläre|prüfe|schaue|bringe|reiche|stelle|bereite|gebe|buche|bezahle|überweise|schreibe|besorge|kümmere|erstelle|antworte|organisiere|überarbeite|aktualisiere|bestätige|leite|frage|bestelle|vereinbare|hole|lege|korrigiere|unterschreibe|beantworte|verschicke|versende|übernehme";
const infinitive = (verb: string) => (/[^i]ere$/.test(verb) ? `${verb.slice(0, -1)}n` : `${verb}n`);
const together = taking.split("|").map(infinitive).join("|");
/** `ich schick dir das`: spoken without its last letter. */
const alone = taking
  .split("|")
  .map((verb) => `${verb}?`)
  .join("|");
const prefixes = "an|ab|auf|aus|ein|nach|vor|zu|zurück|durch|mit|fertig|weiter|weg|rein|raus|hin|her|bei|um";
const separable = new RegExp(`^(.*?)\\s+(${prefixes})$`, "iu");

/** `das Angebot` and `schicke` are `das Angebot schicken`; `Anna … an` and `rufe` are `Anna anrufen`. */
const doing = (verb: string) => (rest: string) => {
  const parted = separable.exec(rest);
  const said = verb.toLowerCase();
  const base = said.endsWith("n") ? said : infinitive(said.endsWith("e") ? said : `${said}e`);
  return parted ? `${parted[1]!} ${parted[2]!.toLowerCase()}${base}`.trim() : `${rest} ${base}`;
};

const german: readonly RegExp[] = [
  /^(?:(?:ich )?werde|wir werden)\s+(?<what>.*\p{Ll}(?<!\s(?:sein|haben|bleiben|kommen|fahren|fliegen|sehen|warten|dabei))[.!]*)$/iu,
  new RegExp(`^(?:ich (?<verb>${alone})|wir (?<verb>${together}))\\s+(?<what>.+)$`, "iu"),
  // "Das Angebot schicke ich bis Freitag."
  new RegExp(
    `^(?<before>[^:,]+?)\\s+(?:(?<verb>${alone}) ich|(?<verb>${together}) wir)(?:\\s+(?<what>.+))?$`,
    "iu",
  ),
  /^(?<before>[^:,]+?)\s+(?:werde ich|werden wir)\s+(?<what>.+)$/iu,
];

const pronouns = "(?:(?:vous|te|le|la|les|lui|leur|en|y|nous)\\s+|[tl]')*";
const french: readonly RegExp[] = [
  new RegExp(
    `^(?:je vais|nous allons)\\s+(?!(?:être|avoir|aller|voir|rester|partir|venir)(?!\\p{L}))(?<what>${pronouns}\\p{L}+(?:er|ir|re)\\s.*)$`,
    "iu",
  ),
  new RegExp(
    `^(?<whole>(?:je\\s+|j')${pronouns}(?!(?:s|aur|pourr|devr|voudr|saur|ir|viendr|verr|rester|partir)e?rai(?!\\p{L}))(?!(?:serai|aurai|pourrai|devrai|voudrai|saurai|irai|viendrai|verrai)(?!\\p{L}))\\p{L}+rai\\s.*)$`,
    "iu",
  ),
  new RegExp(
    `^(?<whole>je\\s+(?:(?:vous|te|lui|leur|m'en)\\s+|t')(?:l')?(?:envoie|appelle|occupe|rappelle|transmets|confirme|réponds|livre|prépare|fais|donne)\\s.*|j'envoie\\s.*)$`,
    "iu",
  ),
];

/** Undefined when a sentence promises nothing. @param sentence with straight apostrophes */
export function promisingOf(sentence: string): Promising | undefined {
  if (/[?"“”„«»]/.test(sentence) || doubt.test(sentence) || absence.test(sentence)) return undefined;
  const bare = withoutFillers(sentence).replace(/[!…\s]+$|(?<!(?:^|[\s.])\d{1,2})[.!…\s]+$/, "");
  for (const pattern of [...english, ...german, ...french]) {
    const groups = pattern.exec(bare)?.groups;
    if (!groups) continue;
    const { what = "", verb, before, whole } = groups;
    const words = whole ?? [before, what].filter(Boolean).join(" ");
    return { words, what: verb ? doing(verb) : asIs };
  }
  return undefined;
}

function withoutFillers(sentence: string): string {
  let rest = sentence.trim();
  for (let steps = 0; steps < 4; steps++) {
    const next = rest.replace(greeting, "").replace(filler, "").replace(name, "");
    if (next === rest) break;
    rest = next;
  }
  return rest;
}
