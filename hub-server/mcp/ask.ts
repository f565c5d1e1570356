/** One call of an assistant: made through the pipeline with the person's rights, answered as a result of a tool. */
import {
  inputRequired,
  inputResponse,
  type CallToolResult,
  type InputRequiredResult,
} from "@modelcontextprotocol/server";
import { knownError, problemOf } from "../api/problem.ts";
import type { Enter, Entry } from "../api/pipeline.ts";
import {
  confirmationNeeded,
  giveConfirmation,
  withdrawConfirmation,
  type Answer,
  type AnyCall,
  type Confirmation,
} from "../contract/index.ts";

/** How a person is asked through the assistant's own window, when it can ask. */
export interface Asking {
  readonly canAsk: boolean;
  /** What the person answered, when this is the second round. */
  readonly answers: Record<string, unknown> | undefined;
  /** Id of the confirmation, when this is the second round. */
  readonly state: string | undefined;
}

type As = Pick<Entry, "principal" | "source" | "address">;
type Result = CallToolResult | InputRequiredResult;

const yes = {
  type: "object" as const,
  properties: { yes: { type: "boolean" as const, title: "Do it" } },
  required: ["yes"],
};

export async function ask(
  enter: Enter,
  as: As,
  call: AnyCall,
  input: Record<string, unknown>,
  asking: Asking,
): Promise<Result> {
  try {
    if (asking.state) return await settle(enter, as, asking.state, asking);
    return told(await enter({ ...as, call, input }));
  } catch (error) {
    return refused(error, asking.canAsk);
  }
}

/** The person said yes or no: what waits is done or dropped. The confirmation itself knows whose it is. */
async function settle(enter: Enter, as: As, id: string, asking: Asking): Promise<Result> {
  const said = inputResponse(asking.answers, "confirm");
  const agreed = said.kind === "elicit" && said.action === "accept" && said.content?.["yes"] === true;
  if (!agreed) {
    await enter({ ...as, call: withdrawConfirmation, input: { id } });
    return { content: [{ type: "text", text: "The person said no; nothing was done." }], isError: true };
  }
  const { answer } = (await enter({ ...as, call: giveConfirmation, input: { id } })) as { answer: unknown };
  return told(answer);
}

/** A chart is a picture of its own: nobody's model reads base64. */
function told(answer: unknown): CallToolResult {
  const { chart, ...structured } = answer as Record<string, unknown> & Pick<Partial<Answer>, "chart">;
  const text = { type: "text" as const, text: JSON.stringify(structured) };
  const picture = chart && { type: "image" as const, data: chart.png, mimeType: "image/png" };
  return { content: [text, ...(picture ? [picture] : [])], structuredContent: structured };
}

/** @throws what is a fault of ours; the server answers it without its text */
function refused(error: unknown, canAsk: boolean): Result {
  const known = knownError(error);
  if (!known) throw error;
  const problem = problemOf(known);
  const waiting = known.code === confirmationNeeded ? (problem["confirmation"] as Confirmation) : undefined;
  if (waiting?.kind === "confirm" && canAsk) return asked(waiting);
  const text = waiting ? `${problem.detail} ${whoSaysYes(waiting)}` : problem.detail;
  return { content: [{ type: "text", text }], structuredContent: { ...problem }, isError: true };
}

function asked({ id, title, facts }: Confirmation): InputRequiredResult {
  const message = [`${title}?`, ...facts.map(({ label, value }) => `${label}: ${value}`)].join("\n");
  return inputRequired({
    requestState: id,
    inputRequests: { confirm: inputRequired.elicit({ message, requestedSchema: yes }) },
  });
}

const whoSaysYes = ({ kind }: Confirmation) =>
  kind === "confirm"
    ? "The person was asked in their chat and confirms it there or in the web app; you cannot."
    : "Those who may approve it were asked in their chat.";
