/** Rules over the fields of a noun: read, evaluated on a row, compiled to SQL, explained. */
export { compileRule } from "./compile.ts";
export { fieldsOf, ruleText, unmet } from "./explain.ts";
export { holds } from "./holds.ts";
export { bounded, parseRule } from "./parse.ts";
export { ruleSql, ruleWhere, type Escape } from "./sql.ts";
