/** One line for the state events that people want to see in a conversation; nothing for all others. */
import type { MatrixEvent } from "matrix-js-sdk";

type Content = Record<string, unknown>;

function memberLine(event: MatrixEvent): string | undefined {
  const now = event.getContent() as Content;
  const before = event.getPrevContent() as Content;
  const local = event.getStateKey()?.replace(/^@([^:]*):.*$/, "$1") ?? "";
  const name = [now["displayname"], before["displayname"], local].find((one) => typeof one === "string");
  const own = event.getSender() === event.getStateKey();
  if (now["membership"] === before["membership"]) return undefined;
  switch (now["membership"]) {
    case "join":
      return `${name} joined`;
    case "invite":
      return `${name} was invited`;
    case "leave":
      return own ? `${name} left` : `${name} was removed`;
    case "ban":
      return `${name} was banned`;
    default:
      return undefined;
  }
}

export function stateLine(event: MatrixEvent): string | undefined {
  const content = event.getContent() as Content;
  switch (event.getType()) {
    case "m.room.member":
      return memberLine(event);
    case "m.room.name":
      return typeof content["name"] === "string" && content["name"]
        ? `The room is called “${content["name"]}”`
        : undefined;
    case "m.room.topic":
      return typeof content["topic"] === "string" && content["topic"]
        ? `Topic: ${content["topic"]}`
        : undefined;
    default:
      return undefined;
  }
}
