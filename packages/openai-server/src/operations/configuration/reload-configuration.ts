/** What came of reading the configuration again. */
export interface ConfigurationReload {
  outcome: 'changed' | 'unchanged' | 'refused';
  /** What holds now, a line each, without secrets. */
  changes: readonly string[];
  /** What holds only after a restart. */
  needsRestart: readonly string[];
  /** Why it was refused. */
  problems: readonly string[];
}

/** Reads the configuration again and lets it hold; never throws. */
export type ReloadConfiguration = () => Promise<ConfigurationReload>;
