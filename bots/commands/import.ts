/** `import`: a CSV file that was dropped into the chat is looked at, loaded, and taken back. */
import {
  importNouns,
  listImports,
  previewImport,
  runImport,
  undoImport,
  type Input,
} from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { hole } from "../words/hole.ts";
import { readLine, type Line } from "../words/line.ts";
import { command, look, make, say, type Circumstances, type Step } from "./command.ts";
import { listed, previewed, running, shown, told } from "./import-told.ts";

const verb = "import";
const aliases = ["csv", "importieren", "importer"];
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A file that was dropped. Its name is what people know it by. */
function lookAt({ name, content, problem, beside = "" }: NonNullable<Circumstances["file"]>): Step {
  const line = readLine(beside);
  const isOurs = [verb, ...aliases].includes(line.verb);
  const [as = "", said] = isOurs ? line.rest.split(/\s+/) : [];
  const noun = /^as$/i.test(as) ? nounSaid(said) : undefined;
  const besides = beside && !isOurs ? [notDone(beside)] : [];
  if (content === undefined)
    return say(
      problem ??
        `${name} cannot be read here: drop a CSV file of at most 8 MB, or load it in the app (Import).`,
      ...besides,
    );
  return make(previewImport, { file: name, content, ...(noun ? { noun } : {}) }, (preview) => {
    const reply = previewed(preview);
    return { ...reply, lines: [...reply.lines, ...besides] };
  });
}

/** Whether the words go with the file or are meant for themselves, nobody can tell: nothing is written for them. */
const notDone = (words: string) =>
  `I looked at the file only. “${words.split("\n")[0]!.slice(0, 80).toWellFormed()}” was not done: say it without a file.`;

/** The one that is named, or the latest. */
function withImport(words: readonly string[], then: (id: string) => Step): Step {
  const id = words.find((word) => uuid.test(word));
  if (id) return then(id.toLowerCase());
  return look(listImports, { limit: 1 }, ({ items: [latest] }) =>
    latest ? then(latest.id) : say("You have loaded no file yet. Drop a CSV file here."),
  );
}

function read(line: Line, { file }: Circumstances): Step {
  if (file) return lookAt(file);
  const [what = "", ...words] = line.tokens().map(({ text }) => text);
  if (what === "" || /^(list|status)$/i.test(what)) return make(listImports, { limit: shown }, listed);
  if (/^(run|load|start)$/i.test(what))
    return withImport(words, (id) => make(runImport, { import: id, tell: true }, running));
  if (/^(undo|back)$/i.test(what)) return withImport(words, (id) => make(undoImport, { import: id }, told));
  if (/^as$/i.test(what)) return asNoun(line, words);
  const [id = "", key = "", ...value] = words;
  if (/^answer$/i.test(what) && uuid.test(id) && key && value.length)
    return make(previewImport, { import: id, answers: { [key]: value.join(" ") } }, previewed);
  throw new WordsUnclear("Drop a CSV file here; then say import run, or import undo.", line.typed.length, [
    "import",
    "import run",
    "import undo",
  ]);
}

function nounSaid(word: string | undefined) {
  const said = word?.toLowerCase().replace(/ies$/, "y").replace(/s$/, "");
  return importNouns.find((one) => one === said || (said === "customer" && one === "party"));
}

function asNoun(line: Line, words: readonly string[]): Step {
  const noun = nounSaid(words[0]);
  if (!noun)
    throw new WordsUnclear(
      `What are the rows? ${importNouns.join(", ")}`,
      line.typed.length,
      importNouns.map((one) => `import as ${one}`),
      `import as ${hole}`,
    );
  const again = (id: string): Input<typeof previewImport> => ({ import: id, noun });
  return withImport(words, (id) => make(previewImport, again(id), previewed));
}

const example = "0198a3c0-0000-7000-8000-000000000001";

export const importFile = command({
  verb,
  aliases,
  group: "Record",
  usage: "import | import run | import as party | import undo (drop a CSV file into our chat first)",
  help: "Load a CSV file that you drop into the chat with me, see how far it is, or take it back.",
  examples: [
    { words: "import", call: "import.list", input: { limit: 5 } },
    { words: `import run ${example}`, call: "import.run", input: { import: example, tell: true } },
    {
      words: "import undo",
      call: "import.undo",
      input: { import: example },
      found: { "import.list": { items: [{ id: example }] } },
    },
  ],
  calls: [listImports, previewImport, runImport, undoImport],
  secret: true,
  wordsOnly: true, // its file comes by the chat
  takesFile: true,
  read,
});
