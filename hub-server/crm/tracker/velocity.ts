/** Velocity: how long things stay in each stage, of what one may see. Moves that were taken back do not count. */
import { showVelocity } from "../../contract/index.ts";
import { predicate } from "../access/gate.ts";
import { does } from "../context.ts";
import { linkOf } from "../record/links.ts";
import { resolveIn } from "../record/resolve.ts";
import { selectSql } from "../record/sql.ts";
import { pipelineTable } from "./board.ts";
import { mustTrack } from "./moves.ts";
import { stageLink, stagesOf } from "./stages.ts";

interface Figure {
  from_stage_id: string;
  left: string;
  median: string | null;
  p90: string | null;
  onward: string;
}

export const velocity = does(showVelocity, async (ctx, { ref, since, until }) => {
  const pipeline = await resolveIn(ctx, pipelineTable(ctx), ref);
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === pipeline["entity"])!;
  mustTrack(ctx, table);
  const records = selectSql(table, { attributes: ["id"], where: predicate(table, ctx.viewers, "view") });
  const figures = await ctx.tx.query<Figure>(
    `select t.from_stage_id, count(*) as left,
       percentile_disc(0.5) within group (order by t.seconds_in_from) as median,
       percentile_disc(0.9) within group (order by t.seconds_in_from) as p90,
       count(*) filter (where s.category in ('won', 'done') or (s.category = 'open' and s.position > f.position)) as onward
     from crm.stage_transition t
       join crm.stage f on f.id = t.from_stage_id join crm.stage s on s.id = t.to_stage_id
     where t.pipeline_id = $1 and t.noun = '${table.noun.key}' and not t.back
       and t.at >= coalesce($2::timestamptz, '-infinity') and t.at < coalesce($3::timestamptz, 'infinity')
       and not exists (select from crm.stage_transition u where u.undo_of = t.id)
       and t.record_id in (${records})
     group by t.from_stage_id`,
    [pipeline.id, since ?? null, until ?? null],
  );
  const stages = await stagesOf(ctx, pipeline.id);
  const whole = (text: string | null | undefined) => (text == null ? null : Number(text));
  return {
    pipeline: linkOf(pipelineTable(ctx), pipeline),
    items: stages.map((stage) => {
      const figure = figures.find((one) => one.from_stage_id === stage.id);
      return {
        stage: stageLink(stage),
        left: Number(figure?.left ?? 0),
        median_seconds: whole(figure?.median),
        p90_seconds: whole(figure?.p90),
        onward: Number(figure?.onward ?? 0),
      };
    }),
  };
});
