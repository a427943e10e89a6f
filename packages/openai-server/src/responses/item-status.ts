/** `incomplete`: the tokens ran out, or the generation failed, in the middle of it. */
export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';
