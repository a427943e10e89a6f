/** Why an interaction gave no row, one line each. The set is closed, so that reasons can be counted. */
export const leftOutReasons = [
  /** It was recorded without its text (privacy `metadata`). */
  'no-text',
  /** Its prompt is no conversation: plain text, token ids, a gap to fill. */
  'not-chat',
  /** It holds images. */
  'images',
  /** It uses tools, and the format or the settings have none. */
  'tools',
  /** It ended with an error. */
  'failed',
  /** It was left before its end. */
  'unfinished',
  /** It ended at the limit of its tokens. */
  'truncated',
  /** Its answer holds nothing. */
  'empty',
  /** The format cannot say it: roles in an order that it does not know. */
  'not-expressible',
  /** Nobody said whether it is good. */
  'no-rating',
  /** Fewer people judged it than are wanted. */
  'too-few-authors',
  /** Its judges found it neither good nor bad. */
  'neutral',
  /** Its judges do not agree, or comparisons contradict each other. */
  'disagreement',
  /** It was compared, and no draft was better. */
  'tie',
  /** It was compared, and both drafts were bad. */
  'both-bad',
  /** It is bad, and the format takes good ones alone. */
  'rated-bad',
  /** No other answer to the same prompt was judged the other way. */
  'no-sibling',
  /** Its better or worse siblings say the same as it. */
  'same-answer',
  /** There are as many pairs of its prompt as are wanted. */
  'over-limit',
  /** Its prompt is in the set already. */
  'duplicate-prompt',
  /** Nobody judged its steps. */
  'no-steps',
  /** More steps were judged than it has. */
  'steps-mismatch',
] as const;

export type LeftOutReason = (typeof leftOutReasons)[number];
