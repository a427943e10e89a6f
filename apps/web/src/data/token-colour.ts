/** Probability of a token, 0 to 1, of its natural logarithm. */
export function probabilityOf(logprob: number): number {
  return Math.min(1, Math.exp(logprob));
}

/** What is unlikely stands out; what is nearly certain has no colour. */
export function colourOf(logprob: number): string {
  const doubt = Math.round((1 - probabilityOf(logprob)) * 50);
  return doubt < 2 ? 'transparent' : `color-mix(in srgb, var(--danger) ${doubt}%, transparent)`;
}

/** How many equally likely tokens there seemed to be at each place, on average. */
export function perplexityOf(tokens: readonly { logprob: number }[]): number {
  const sum = tokens.reduce((total, { logprob }) => total + logprob, 0);
  return Math.exp(-sum / tokens.length);
}

/** A token with its blanks made visible; a line break keeps its effect beside it. */
export function shownToken(token: string): string {
  return token.replaceAll('\n', '↵\n').replaceAll('\t', '⇥');
}
