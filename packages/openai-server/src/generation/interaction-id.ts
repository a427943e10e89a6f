import type { Interaction } from '@tuneloop/protocol';

/**
 * The id of one of a request's generations: the completion's own for the first choice of the last one, so that whoever
 * has an answer can rate it; `ID.g{step}.c{choice}` for all others.
 */
export function interactionId(
  { request, step, choice }: Pick<Interaction, 'request' | 'step' | 'choice'>,
  isLast: boolean,
): string {
  return isLast && choice === 0 ? request : `${request}.g${step}.c${choice}`;
}
