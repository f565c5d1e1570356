/** The tables of the hub, in one explicit list: one line a noun. */
import type { Sequelize } from "sequelize";
import {
  meeting,
  reminder,
  todo,
  contactPoint,
  feedback,
  group,
  interaction,
  party,
  product,
  question,
  watch,
} from "../contract/index.ts";
import { feedbackTable } from "./feedback/table.ts";
import { groupTable } from "./group/table.ts";
import { moneyTables } from "./money/tables.ts";
import { table, type Row, type Table } from "./record/table.ts";
import { capitalised } from "./record/values.ts";
import { meetingTableOptions } from "./meeting/table.ts";
import { questionTable } from "./question/define.ts";
import { reminderTable } from "./reminder/table.ts";
import { todoTable } from "./todo/todo.ts";
import { trackerTables } from "./tracker/tables.ts";
import { watchTable } from "./watch/table.ts";

const interactionTitle = (row: Row) =>
  String(row["subject"] ?? capitalised(String(row["channel"] ?? interaction.label)));

export function tablesOf(sequelize: Sequelize): readonly Table[] {
  return [
    table(sequelize, party, {
      prefixes: ["CUS", "EMP"],
      sortKeys: { name: "name_key", city: "city_key", country: "country_key" },
      cardTitle: (row, done) => `${String(row["name"])} ${done}`,
    }),
    table(sequelize, contactPoint, { reach: "parent", about: "party" }),
    table(sequelize, product),
    table(sequelize, interaction, {
      reach: "owner-or-parent",
      about: "party",
      timeline: ["at"],
      sort: "-at",
      titleOf: interactionTitle,
      cardTitle: (row, done) =>
        `${capitalised(String(row["channel"]))} ${done === "added" ? "logged" : done}`,
    }),
    ...moneyTables(sequelize),
    table(sequelize, feedback, feedbackTable),
    ...trackerTables(sequelize),
    table(sequelize, todo, todoTable),
    table(sequelize, meeting, meetingTableOptions),
    table(sequelize, reminder, reminderTable),
    table(sequelize, watch, watchTable),
    table(sequelize, question, questionTable),
    table(sequelize, group, groupTable),
  ];
}
