/** Whether others see that I am here. Who is not seen does not see others either. Kept on this device. */
const key = "hub.presence";

export const showsPresence = (): boolean => localStorage.getItem(key) !== "off";

export function choosePresence(on: boolean): void {
  if (on) localStorage.removeItem(key);
  else localStorage.setItem(key, "off");
}
