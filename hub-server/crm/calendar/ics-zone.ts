/** Time zones as calendar files name them: by IANA, by a path that ends in it, as Windows does, or by nothing but their rules. */
import ICAL from "ical.js";
import { windows } from "./ics-windows.ts";
import { isZone } from "./zone.ts";

type Component = InstanceType<typeof ICAL.Component>;

/** The IANA name of a zone of a file; undefined when neither its name nor its rules are known. */
export function zoneNamed(tzid: string, file: Component): string | undefined {
  const component = file
    .getAllSubcomponents("vtimezone")
    .find((zone) => zone.getFirstPropertyValue("tzid") === tzid);
  const described = component?.getFirstPropertyValue("x-lic-location");
  const path = /[A-Za-z_]+\/[A-Za-z_+/-]+$/.exec(tzid)?.[0];
  const names = [
    tzid,
    windows[tzid],
    path,
    path?.split("/").slice(-2).join("/"),
    typeof described === "string" ? described : undefined,
  ];
  const found = names.find((name): name is string => name !== undefined && isZone(name));
  return found ?? (component && zoneByRules(component, tzid, file));
}

/** Zones without a name that are compared with those of the world, in one file. */
const most = 20;
const compared = new WeakMap<Component, Map<string, string | undefined>>();

/**
 * The zone whose clocks go like the rules say: Outlook writes "Customized Time Zone", and whole lists of cities, beside right rules.
 * Of several that are alike the usual one.
 */
function zoneByRules(component: Component, tzid: string, file: Component): string | undefined {
  const known = compared.get(file) ?? new Map<string, string | undefined>();
  compared.set(file, known);
  if (!known.has(tzid) && known.size < most) known.set(tzid, alike(component, tzid));
  return known.get(tzid);
}

function alike(component: Component, tzid: string): string | undefined {
  const rules = new ICAL.Timezone({ component, tzid });
  const offsets = days.map(({ year, month, day }) =>
    rules.utcOffset(ICAL.Time.fromData({ year, month, day, hour: 12, minute: 0, second: 0 })),
  );
  const fits = (zone: string, places: readonly number[]) =>
    places.every((place) => days[place]!.toZonedDateTime(zone).offsetNanoseconds / 1e9 === offsets[place]);
  const every = days.map((_, place) => place);
  return candidates().find((zone) => fits(zone, [14, 195]) && fits(zone, every));
}

/** Noon of each day of a year, without a zone. */
const days = Array.from({ length: 365 }, (_, day) =>
  Temporal.PlainDateTime.from("2025-01-01T12:00").add({ days: day }),
);

const candidates = () => [...new Set([...Object.values(windows), ...Intl.supportedValuesOf("timeZone")])];
