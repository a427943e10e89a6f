/** What files do not say of what they hold. */
export interface ImportDefaults {
  /** Of the answers; default `imported`. */
  model: string;
  /** Of the first row, ISO 8601, UTC; each further one comes a millisecond later, so that the file's order stays. */
  time: string;
  /** Of the judgements; default `import`. */
  author: string;
  /** Id of the API key whose they are to be. */
  owner: string | undefined;
  /** Carried by each interaction. */
  tags: string[];
  /** Whether answers of files that hold nothing but answers to learn count as good; default `true`. */
  good: boolean;
}
