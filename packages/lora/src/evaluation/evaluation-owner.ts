/** Whose turn requests of an evaluation take in the fair queue: those of users come in between. */
export const evaluationOwner = 'evaluation';
