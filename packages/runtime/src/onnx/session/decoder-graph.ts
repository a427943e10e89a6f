/** What a graph takes and gives. */
export interface DecoderGraph {
  ids: string;
  mask: string;
  positions: string;
  logits: string;
  /** Keys and values: the input that takes them, the output that gives them with those of the tokens just read. */
  cache: ReadonlyMap<string, string>;
  /** Of them, and the numbers that each has for a token. */
  heads: number;
  size: number;
}
