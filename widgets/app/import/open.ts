import type { HubImportDialog } from "./import.ts";

/** Opens the window for files. It loads when it is first wanted. @param root where it stands, once */
export async function openImport(root: DocumentFragment | HTMLElement, token: string): Promise<void> {
  await import("./import.ts");
  const there = root.querySelector<HubImportDialog>("hub-import-dialog");
  const dialog = there ?? (document.createElement("hub-import-dialog") as HubImportDialog);
  if (!there) root.append(dialog);
  dialog.token = token;
  await dialog.show();
}
