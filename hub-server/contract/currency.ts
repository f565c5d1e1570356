/** Currencies by their ISO 4217 codes, as the platform knows them. */

const known = new Map<string, number>();
/** Of what is no code, and of codes that nobody knows. */
const usual = 2;

/** How many digits the minor unit of a currency has: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  let digits = known.get(currency);
  if (digits === undefined) {
    if (!/^[A-Z]{3}$/.test(currency)) return usual;
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    digits = format.resolvedOptions().maximumFractionDigits ?? usual;
    known.set(currency, digits);
  }
  return digits;
}
