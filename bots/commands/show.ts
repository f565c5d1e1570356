/** `show`: a record with what happened last. */
import { recordProfile, type Profile } from "@singularity/hub-server/contract";
import { join, type Line } from "../words/line.ts";
import { about, command, make, type Named, type Reply, type Step } from "./command.ts";
import { listCalls, readList } from "./list.ts";
import { day } from "./present.ts";

export const show = command({
  verb: "show",
  aliases: ["who", "view", "profile"],
  group: "Find",
  usage: "show [record] [interactions|deals|… [last 30 days]]",
  help: "Show a record with its latest entries, or those of one kind. In a record's room: that one.",
  examples: [
    { words: "show CUS-12", call: "record.profile", input: { ref: "CUS-12" } },
    { words: "who anna@acme.example", call: "record.profile", input: { ref: "anna@acme.example" } },
    { words: "show", call: "record.profile", noun: "party", input: { ref: "this" } },
    {
      words: "show acme interactions",
      call: "interaction.list",
      input: { party: "acme", sort: "-at", limit: 6 },
    },
  ],
  calls: [recordProfile, ...listCalls],
  read: (line, { record }) => {
    const list = readList(line.tokens());
    if (list) return list;
    const ref = readRef(line) || record;
    if (ref) return make(recordProfile, { ref }, present);
    return about(undefined, [], ({ id }: Named): Step => make(recordProfile, { ref: id }, present));
  },
});

/** `who is acme?` and `show me acme` ask for acme. */
function readRef(line: Line): string {
  const words = line.tokens();
  const from = words[0]?.kind === "word" && /^(me|is|are)$/i.test(words[0].text) && words.length > 1 ? 1 : 0;
  return join(words.slice(from)).replace(/\?+$/, "").trim();
}

function present(profile: Profile): Reply {
  const { record, badges, facts, timeline, hidden, owner } = profile;
  const state = profile.removed ? ["removed"] : [];
  const [last] = timeline;
  return {
    lines: [
      [`${record.title} (${record.number})`, profile.label, ...badges, ...state].join(" · "),
      ...facts.slice(0, 3).map(({ label, text }) => `${label}: ${text}`),
      ...(owner ? [`Owner: ${owner.title}`] : []),
      ...(last ? [`Last: ${day(last.at)} ${[last.title, last.text].filter(Boolean).join(" — ")}`] : []),
      ...(hidden.length ? [`Hidden from here: ${hidden.join(", ")}`] : []),
    ],
  };
}
