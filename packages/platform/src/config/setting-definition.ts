/** How the text of an environment variable or a flag is read. */
export type SettingKind = 'text' | 'path' | 'whole number' | 'boolean' | 'size' | 'list' | 'paths' | 'secret' | 'map';

export interface SettingDefinition {
  /** Where it is in the configuration file and in `Config`. */
  path: string;
  kind: SettingKind;
  environment?: string;
  /** Without the dashes; secrets have none, since command lines can be read by others on the machine. */
  flag?: string;
  /** One line, for `--help` and the reference. */
  summary: string;
  /** Whether a reload changes it while the server runs; left out, a change needs a restart. A function says
   * which changes do without. */
  live?: boolean | ((before: unknown, next: unknown) => boolean);
  /** A file whose content counts as much as its name: a reload takes a new content over. */
  hasContents?: boolean;
}
