/** `open`: the room of a record. */
import { recordRoom } from "@singularity/hub-server/contract";
import { join } from "../words/line.ts";
import { about, command, make, type Named, type Reply, type Step } from "./command.ts";

export const open = command({
  verb: "open",
  aliases: ["room", "join"],
  group: "Find",
  usage: "open <record>",
  help: "Open a record's room; it is made the first time.",
  examples: [{ words: "open CUS-12", call: "record.room", input: { ref: "CUS-12" } }],
  calls: [recordRoom],
  read: (line, { record }) => {
    const ref = join(line.tokens()) || record;
    if (ref) return make(recordRoom, { ref }, present);
    return about(undefined, [], ({ id }: Named): Step => make(recordRoom, { ref: id }, present));
  },
});

/** Rooms are named by their id only; which server knows them follows from it. */
function present({ room, record }: { room: string; record: Named }): Reply {
  const server = room.split(":").slice(1).join(":");
  const via = server ? `?via=${encodeURIComponent(server)}` : "";
  return {
    lines: [`The room of ${record.title} (${record.number}) is open.`],
    link: { label: record.title, url: `https://matrix.to/#/${encodeURIComponent(room)}${via}` },
  };
}
