/** The tables of pipelines, stages and the nouns that move along them. */
import type { Sequelize } from "sequelize";
import { DataTypes } from "sequelize";
import {
  batch,
  collection,
  deal,
  delivery,
  pipeline,
  project,
  stage,
  supportCase,
  type Noun,
} from "../../contract/index.ts";
import { enteringCase } from "../case/index.ts";
import { table, type Table, type TableOptions } from "../record/table.ts";
import { recordTransition } from "./transition.ts";

/** A tracked noun: its place on a board is a column that is no field. */
function tracked(
  sequelize: Sequelize,
  noun: Noun,
  options: TableOptions & { readonly tracked: Table["tracked"] },
): Table {
  const { timeline = ["created_at"] } = options;
  return table(sequelize, noun, {
    ...options,
    timeline,
    secondary: true,
    columns: { rank: { type: DataTypes.TEXT } },
    stored: recordTransition(noun.key),
  });
}

const party = { about: "party", reach: "owner-or-parent" } as const;

export function trackerTables(sequelize: Sequelize): readonly Table[] {
  return [
    tracked(sequelize, deal, { ...party, tracked: { sum: "value" } }),
    tracked(sequelize, supportCase, { ...party, tracked: { entering: enteringCase } }),
    tracked(sequelize, delivery, {
      ...party,
      timeline: ["shipped_at", "created_at"],
      tracked: {
        // of what is entered as delivered nobody noted when
        entering: (row, category, now) => ({ delivered_at: category === "done" && row.id ? now : null }),
      },
    }),
    tracked(sequelize, collection, { ...party, tracked: { sum: "amount" } }),
    tracked(sequelize, batch, { about: "product", tracked: {} }),
    tracked(sequelize, project, { about: "party", tracked: { sum: "budget" } }),
    table(sequelize, pipeline, { secondary: true }),
    table(sequelize, stage, { secondary: true }),
  ];
}
