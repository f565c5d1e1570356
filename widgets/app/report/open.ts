import type { Message } from "../../chat/store.ts";
import type { HubReport } from "./report.ts";

/** Asks why, and reports. It loads when it is first wanted. @param root where it stands, once @param send told the reason */
export async function openReport(
  root: DocumentFragment | HTMLElement,
  message: Message,
  send: (reason: string) => void,
): Promise<void> {
  await import("./report.ts");
  const there = root.querySelector<HubReport>("hub-report");
  const dialog = there ?? (document.createElement("hub-report") as HubReport);
  if (!there) root.append(dialog);
  dialog.message = message;
  dialog.send = send;
  await dialog.show();
}
