export interface TestModelOptions {
  /** Of the file that is written: a temporary name first, then renamed. */
  path: string;
  /** The same seed gives the same file; default 1. */
  seed?: number | undefined;
}
