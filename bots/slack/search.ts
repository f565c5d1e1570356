/** Choices for a field while somebody types into it: records that they may see, or options of a long list. */
import type { Hub } from "@singularity/hub-server/client";
import { recordFind } from "@singularity/hub-server/contract";
import { findWords, formNamed } from "../commands/forms.ts";
import { limits } from "./limits.ts";
import { optionOf, valueOf } from "./modal.ts";
import type { Search } from "./heard.ts";
import type { People } from "./people.ts";

type Option = ReturnType<typeof optionOf>;

/** Never throws: a menu without choices is better than a broken one. */
export async function suggest(
  { hub, people }: { readonly hub: Hub; readonly people: People },
  { who, form, field, typed }: Search,
): Promise<Option[]> {
  const found = formNamed(form)?.form.fields.find(({ name }) => name === field);
  if (!found) return [];
  if (found.options) return matching(found.options, typed);
  try {
    const known = await people(who);
    const words = typed.trim().replace(/^@/, "").slice(0, 100); // a colleague, as in a message
    if (!known || words === "") return [];
    const { items } = await hub(
      recordFind,
      { text: findWords(words, found.to), limit: 20 },
      { person: known.userId },
    );
    return items.map(({ id, number, title }) => optionOf(`${title} (${number})`, id));
  } catch {
    return [];
  }
}

function matching(options: readonly string[], typed: string): Option[] {
  const wanted = typed.trim().toLowerCase();
  return options
    .flatMap((option, index) =>
      option.toLowerCase().includes(wanted) ? [optionOf(option, valueOf(option, index))] : [],
    )
    .slice(0, limits.options);
}
