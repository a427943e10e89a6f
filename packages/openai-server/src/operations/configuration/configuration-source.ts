/** One setting of the server, safe to show: no part of it is a secret. */
export interface ShownSetting {
  /** `server.port`; for a variable without effect, its name. */
  path: string;
  /** Plain data; `undefined` where nothing is set, and for secrets. */
  value: unknown;
  isSecret: boolean;
  isSet: boolean;
  /** For people: `default`, `environment variable PORT`, `flag --port`, … */
  source: string;
  /** What it is for, in one line. */
  summary: string;
  environment?: string | undefined;
  flag?: string | undefined;
  /** Set for a name that is accepted, but does nothing: why. */
  withoutEffect?: string | undefined;
}

export interface ShownConfiguration {
  /** The file that was read. */
  file?: string | undefined;
  settings: readonly ShownSetting[];
  /** What is no mistake, but probably not meant. */
  warnings: readonly string[];
}

/** Tells the configuration as it holds now. */
export type ConfigurationSource = () => ShownConfiguration;
