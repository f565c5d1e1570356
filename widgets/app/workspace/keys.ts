/** Keys that work anywhere in the app. Single letters count only while no field has the focus (WCAG 2.1.4). */
export type Wish = "jump" | "slash" | "next-unread" | "panel" | "regions" | "help" | "escape";

const letters: Readonly<Record<string, Wish>> = { "/": "slash", n: "next-unread", p: "panel", "?": "help" };

function inField(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

export function wishOf(event: KeyboardEvent): Wish | undefined {
  if (event.isComposing) return undefined;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") return "jump";
  if (event.key === "F6") return "regions";
  if (event.key === "Escape") return "escape";
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  return plain && !inField(event) ? letters[event.key.toLowerCase()] : undefined;
}

export const keyHelp: readonly (readonly [string, string])[] = [
  ["Ctrl+K", "Jump to a room or find anything"],
  ["/", "Type a command"],
  ["N", "Next unread room"],
  ["P", "Show or hide the details"],
  ["↑ ↓", "Walk through the messages; R replies, E reacts"],
  ["Enter", "Send; Shift+Enter starts a new line"],
  ["F6", "Next part of the window"],
  ["Esc", "Close"],
  ["?", "This help"],
];
