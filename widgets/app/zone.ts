/** Tells the hub the zone and the language of this browser, for those who have not said theirs: "tomorrow" is then read as they mean it. */
import { setPreferences, showPreferences } from "@singularity/hub-server/contract";
import type { Hub } from "@singularity/hub-server/client";

/** What somebody chose stays. A hub that does not answer is asked at the next start. */
export async function tellZone(hub: Hub): Promise<void> {
  const known = await hub(showPreferences, {});
  if (known.time_zone !== null) return;
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  const locale = /^[a-z]{2}(?:-[A-Z]{2})?$/.test(navigator.language) ? navigator.language : undefined;
  await hub(setPreferences, { time_zone: zone, ...(known.locale === null && locale ? { locale } : {}) });
}
