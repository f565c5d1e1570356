/** Events of the window, heard while an element is on the page. */
import type { ReactiveControllerHost } from "lit";

type Listeners = { readonly [type in keyof WindowEventMap]?: (event: WindowEventMap[type]) => void };

export function listenOnWindow(host: ReactiveControllerHost, listeners: Listeners): void {
  const each = Object.entries(listeners) as [string, EventListener][];
  host.addController({
    hostConnected: () => each.forEach(([type, listener]) => addEventListener(type, listener)),
    hostDisconnected: () => each.forEach(([type, listener]) => removeEventListener(type, listener)),
  });
}
