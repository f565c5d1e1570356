/** The tables of money: documents, a view each, and payments. */
import { DataTypes, type Sequelize } from "sequelize";
import { payment } from "../../contract/index.ts";
import { table, type Table } from "../record/table.ts";
import { documentTables } from "./document/kinds.ts";

export function moneyTables(sequelize: Sequelize): Table[] {
  return [
    ...documentTables(sequelize),
    table(sequelize, payment, {
      reach: "owner-or-parent",
      about: "party",
      columns: { happened_at: { type: DataTypes.DATE } },
      timeline: ["happened_at"],
      sort: "-created_at",
      titleOf: (row) => String(row["reference"] ?? row.number),
      cardTitle: (row, done) => `Payment ${done}: ${row.number}`,
      frozen: (row) =>
        `${row.number} is recorded: money that moved is not changed. Take it back and record it anew.`,
    }),
  ];
}
