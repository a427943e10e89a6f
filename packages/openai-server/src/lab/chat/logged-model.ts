import type { LoadedModel, ToolCall } from '@tuneloop/protocol';
import { interactionId } from '../../generation/interaction-id.ts';
import { generateLogged, type GenerationLog, type GenerationPlace } from '../../generation/logged-generation.ts';
import { leaseModel } from '../../models/lease-model.ts';

/** The generations that one request makes, one after another. */
export interface LoggedTurn extends Omit<GenerationLog, 'place'> {
  /** The completion's id. */
  id: string;
  /** How many generations came before, where a turn goes on. Default 0. */
  generations?: number | undefined;
  place?: Pick<GenerationPlace, 'conversation' | 'turn'> | undefined;
  /** Whether calls are for the client to answer, so that the request ends with them. Default: none is. */
  isForClient?: ((call: ToolCall) => boolean) | undefined;
}

/** The same lease, whose generations are the steps of one request and go to the log. */
export function loggedModel(model: LoadedModel, turn: LoggedTurn): LoadedModel {
  const leased = leaseModel(model);
  const { id: completion, generations = 0, isForClient, ...log } = turn;
  const goesOn = (calls: readonly ToolCall[]): boolean => !calls.some((call) => isForClient?.(call));
  let next = generations;
  return {
    ...leased,
    generate: (request, { signal = new AbortController().signal } = {}) => {
      const step = next++;
      const place = { ...log.place, request: completion, step, choice: 0, goesOn };
      return generateLogged(model, { ...request, id: interactionId(place, false) }, signal, { ...log, place });
    },
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}
