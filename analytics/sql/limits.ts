/** What one query may use, and the settings under which a file of somebody's rows is opened. */

export const limits = {
  /** Characters of SQL. */
  text: 64_000,
  /** Rows that are read; the answer shows the first `shown`. */
  rows: 10_000,
  shown: 1000,
  /** Columns of the answer; characters of their names, all together. */
  columns: 500,
  names: 64_000,
  /** Bytes of values that are read. */
  bytes: 8_000_000,
  /** Milliseconds until a query is interrupted, and from then until its process is killed. */
  deadline: 5000,
  grace: 250,
} as const;

/**
 * Nothing of the disk, nothing of the network, no extension, no change of settings. DuckDB itself draws no boundary inside a process,
 * so each of these has another wall behind it.
 */
export const hardened: Readonly<Record<string, string>> = {
  access_mode: "READ_ONLY",
  threads: "1",
  memory_limit: "256MB",
  temp_directory: "",
  max_temp_directory_size: "0B",
  enable_external_access: "false",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  allow_community_extensions: "false",
  allow_persistent_secrets: "false",
  lock_configuration: "true",
};
