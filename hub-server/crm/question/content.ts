/** An answer as a message that nobody asked for just now: the fact first, then what was asked and how it was computed, then the table or the chart. */
import type { Answer } from "../../contract/index.ts";
import type { Content } from "../../chat/index.ts";
import { escapeHtml } from "../room/html.ts";

const mostLines = 6;

export interface Words {
  readonly answer: Answer;
  readonly question: string;
  readonly number: string;
  readonly by: string;
  /** Sentences about this time: that it is late, that it counts less than its owner may see. */
  readonly remarks: readonly string[];
}

/** The same look as an answer to `ask`, so that people read both alike. */
export function answerContent(words: Words): Content {
  const { answer } = words;
  const head = headOf(words);
  const html = [`<strong>${escapeHtml(head[0]!)}</strong>`, ...head.slice(1).map(escapeHtml)].join("<br>");
  const table = answer.rows.length > 1 && !answer.chart ? answer.text : "";
  return {
    msgtype: "m.notice",
    body: limited([...head, ...(table ? table.split("\n") : [])]).join("\n"),
    format: "org.matrix.custom.html",
    formatted_body: `${html}${table ? `<pre><code>${escapeHtml(table)}</code></pre>` : ""}`,
    "m.mentions": {},
  };
}

function headOf({ answer, question, number, by, remarks }: Words): string[] {
  const fresh = answer.as_of ? ` · as of ${answer.as_of.slice(0, 16).replace("T", " ")} UTC` : "";
  return [
    answer.fact,
    ["“" + question + "”", `asked by ${by}`, number].filter(Boolean).join(" · "),
    ...(remarks.length ? [remarks.join(" ")] : []),
    `How computed: ${answer.computed.split("\n")[0]}${fresh}`,
  ];
}

function limited(lines: readonly string[]): string[] {
  if (lines.length <= mostLines) return [...lines];
  return [...lines.slice(0, mostLines - 1), `… ${lines.length - mostLines + 1} more`];
}
