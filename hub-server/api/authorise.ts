/** May: who a request speaks for, and whether that person holds what the call needs. Deny by default. */
import { describeForm, removeToken, writes, type AnyCall } from "../contract/index.ts";
import { grantsFor } from "../crm/access/gate.ts";
import type { Standing } from "../crm/access/standing.ts";
import { granters } from "../crm/record/write.ts";
import { NotAllowed, NotSignedIn, Suspended } from "../errors.ts";
import type { Principal } from "../identity/index.ts";
import type { Entry } from "./pipeline.ts";

/** Matrix id of the person whose rights count; a trusted bot speaks for others and never for itself. */
export function personOf({ principal, person }: Entry): string | undefined {
  if (!principal) return undefined;
  if (principal.kind !== "appservice") return principal.userId;
  return principal.appservice?.trusted ? person : undefined;
}

/** @throws NotSignedIn, NotAllowed */
export function authorise(call: AnyCall, entry: Entry, who: Standing): void {
  const { principal } = entry;
  if (call.needs === "anyone") return;
  if (!principal) throw new NotSignedIn();
  if (call.needs === "bots") {
    if (!principal.appservice?.trusted) throw new NotAllowed("of a trusted bot", granters);
    return;
  }
  if (!who.id)
    throw new NotSignedIn(
      entry.person
        ? `${entry.person} is not a person of this company.`
        : "This account is not a person of this company.",
    );
  mustFit(principal, call);
  if (who.suspended && writes(call) && !ownSignIn(call)) throw new Suspended();
  if (call.needs === "signed-in") return;
  const [noun, verb] = call.needs.split(":") as [string, string];
  if (!grantsFor(who, noun, verb).length) throw new NotAllowed(call.needs, granters);
}

/** Who is suspended may still leave, and close doors behind them. */
const ownSignIn = ({ name }: AnyCall) => name.startsWith("session.") || name === removeToken.name;

/** Tokens for one thing do that one thing. @throws NotAllowed */
function mustFit(principal: Principal, call: AnyCall): void {
  if (principal.kind === "embed" && !call.embed)
    throw new NotAllowed(`${call.name} (this token shows one record only)`, []);
  if (principal.kind === "form" && call.name !== principal.call && call !== describeForm)
    throw new NotAllowed(`${call.name} (this token sends the form of ${principal.call} only)`, []);
}
