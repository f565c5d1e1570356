/** Pay: salaries, components, runs and slips, in a schema of their own. */
import type { Handler } from "../context.ts";
import { approve } from "./approve.ts";
import { componentHandlers } from "./component.ts";
import { pay } from "./pay.ts";
import { post } from "./post.ts";
import { prepare } from "./prepare.ts";
import { payslipHandlers } from "./read.ts";
import { reverse } from "./reverse.ts";
import { salaryHandlers } from "./salary.ts";

export const payrollHandlers: readonly Handler[] = [
  ...salaryHandlers,
  ...componentHandlers,
  prepare,
  approve,
  post,
  pay,
  reverse,
  ...payslipHandlers,
];
