/** Amounts of money in a line. */
import { NotRead, readAmount, type Amount } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";

/**
 * @param position place in the line, for the error
 * @returns the amount in the currency's minor unit
 * @throws WordsUnclear without a currency, and when the separators are ambiguous
 */
export function readMoney(text: string, position: number): Amount {
  try {
    return readAmount(text);
  } catch (error) {
    throw error instanceof NotRead ? new WordsUnclear(error.message, position) : error;
  }
}
