/** Meetings: the generic slice, and what is said about occurrences and by those who take part. */
import { meetings } from "../../contract/index.ts";
import type { Ctx, Handler } from "../context.ts";
import { remindBefore } from "../reminder/add.ts";
import { slice } from "../record/slice.ts";
import type { Row } from "../record/table.ts";
import type { Extras } from "../record/write.ts";
import { answer, inviting } from "./answer.ts";
import { withAttendees } from "./aspect.ts";
import { invite, tellAttendees } from "./attendees.ts";
import { cancel } from "./cancel.ts";
import { clashesWith } from "./clash.ts";
import { prepareMeeting } from "./meeting.ts";
import { move } from "./move.ts";
import { meetingTable } from "./occurrence.ts";
import { resolveIn } from "../record/resolve.ts";

type Input = Readonly<Record<string, unknown>>;

async function added(ctx: Ctx, row: Row, input: Input): Promise<void> {
  await invite(ctx, row.id, (input["attendees"] as string[] | undefined) ?? []);
  await remindBefore(
    ctx,
    { meeting: row.id, everybody: true },
    input["remind_before"] as number[] | undefined,
  );
  await tellAttendees(ctx, row, `Invitation: ${String(row["title"])}`, `meet ${row.number}`);
}

export const meetingExtras: Extras = { aspect: withAttendees, prepare: prepareMeeting, added };

/** The slice's own `add`, which says besides who is busy then. */
function warning(handler: Handler): Handler {
  if (handler.call.name !== meetings.add.name) return handler;
  const run = async (ctx: Ctx, input: Record<string, unknown>) => {
    const answered = (await handler.run(ctx, input)) as { record: { id: string } };
    return {
      ...answered,
      conflicts: await clashesWith(ctx, await resolveIn(ctx, meetingTable(ctx), answered.record.id)),
    };
  };
  return { ...handler, run };
}

export const meetingHandlers: readonly Handler[] = [
  ...slice(meetings, "meeting", meetingExtras).map(warning),
  move,
  cancel,
  answer,
  inviting,
];
