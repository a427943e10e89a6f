/** Whose continuation is to be guessed. */
export interface DraftRequest {
  /** The same object for one output all along. */
  owner: object;
  /** Prompt and output so far. */
  tokens: readonly number[];
  /** Tokens to guess at most. */
  count: number;
}

/** Guesses tokens ahead, so that one decode step can confirm several. A wrong guess costs time and changes nothing. */
export interface Drafter {
  /** `[request, token]`; none where it has no good guess. */
  draft(requests: readonly DraftRequest[]): Promise<number[][]>;
  /** That output is over. */
  release(owner: object): void;
  close(): Promise<void>;
}
