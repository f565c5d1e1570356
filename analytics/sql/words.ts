/** What SQL of people may say: functions, types and forms, all by allow-list. What is not here is refused, also when DuckDB learns it later. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Named functions, as they stand in the answer to whoever used another one. */
export const functions: readonly string[] = words(`
  any_value approx_count_distinct arg_max arg_min avg bool_and bool_or corr count count_if covar_pop covar_samp first group_concat
  last listagg max max_by mean median min min_by mode quantile quantile_cont quantile_disc regr_intercept regr_r2 regr_slope stddev
  stddev_pop stddev_samp string_agg sum var_pop var_samp variance
  cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
  age century current_date date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth
  dayofweek dayofyear decade epoch epoch_ms hour isodow isoyear last_day make_date make_timestamp minute month monthname now quarter
  second strftime strptime time_bucket to_days to_hours to_minutes to_months to_seconds to_timestamp to_weeks to_years today
  try_strptime week weekday weekofyear year yearweek
  ascii concat concat_ws contains ends_with instr lcase left length lower ltrim md5 position prefix regexp_extract regexp_full_match
  regexp_matches regexp_replace replace reverse right rtrim split_part starts_with strlen strpos substr substring suffix trim ucase upper
  abs ceil ceiling cbrt exp floor greatest isfinite isnan least ln log log10 log2 mod pi pow power round sign sqrt trunc
  coalesce grouping ifnull list_value nullif unnest`);

/** What the grammar makes of operators and of `count(*)`, `extract(…)`, `like … escape`. */
export const operators: readonly string[] = words(`
  + - * / // % ** ^ || ~~ !~~ ~~* !~~* count_star like_escape not_like_escape ilike_escape not_ilike_escape`);

/** Functions that may stand where a table stands. */
export const tableFunctions: readonly string[] = ["range", "generate_series", "unnest"];

/** Type names, by DuckDB's own ids. */
export const types: ReadonlySet<string> = new Set([
  ...words(
    "NULL BOOLEAN TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT FLOAT DOUBLE",
  ),
  ...words("DECIMAL VARCHAR CHAR DATE TIME TIMESTAMP INTERVAL UUID"),
  "TIMESTAMP WITH TIME ZONE",
]);

/** Expressions that may be used, by the parser's class. Lambdas and parameters are not among them. */
export const expressions: ReadonlySet<string> = new Set(
  words(`COLUMN_REF CONSTANT FUNCTION OPERATOR COMPARISON CONJUNCTION CASE CAST BETWEEN SUBQUERY STAR WINDOW COLLATE
    POSITIONAL_REFERENCE`),
);

/** Queries, tables and what hangs on them, by the parser's type. */
export const forms: ReadonlySet<string> = new Set(
  words(`SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EXPRESSION_LIST EMPTY PIVOT
    ORDER_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER DISTINCT_MODIFIER ORDER_DEFAULT ORDER_ASCENDING ORDER_DESCENDING
    ASCENDING DESCENDING`),
);

/** Names without parentheses that DuckDB reads as functions which tell about itself. */
export const telling: ReadonlySet<string> = new Set(
  words(`current_catalog current_database current_role current_schema current_user session_user user`),
);
