/** How hard a password is to guess, roughly: enough for a hint, never a reason to refuse one that is long enough. */
export interface Strength {
  /** 0 to 4. */
  readonly score: number;
  readonly hint: string;
}

export const shortest = 10;

/** @param own words that a guesser would try first, such as the user's name */
export function strengthOf(password: string, own: readonly string[] = []): Strength {
  const missing = shortest - password.length;
  if (missing > 0)
    return {
      score: 0,
      hint: password
        ? `${missing} more ${missing === 1 ? "character" : "characters"}`
        : `At least ${shortest} characters`,
    };
  const lower = password.toLowerCase();
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  const different = new Set(lower).size;
  const plain =
    /^(.)\1+$|0123456789|1234567890|abcdefghij|qwertyuiop|password/.test(lower) ||
    own.some((word) => word.length > 3 && lower.includes(word.toLowerCase()));
  if (plain || different < 5) return { score: 1, hint: "Easy to guess" };
  const score = Math.min(
    4,
    1 + Number(different > 7) + Number(password.length >= 14) + Number(kinds >= 3 || password.length >= 18),
  );
  return { score, hint: ["", "Weak", "Fair; a few more words make it strong", "Good", "Strong"][score]! };
}
