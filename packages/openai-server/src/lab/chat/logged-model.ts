import { randomUUID } from 'node:crypto';
import type { LoadedModel } from '@tuneloop/protocol';
import { generateLogged, type GenerationLog } from '../../generation/logged-generation.ts';
import { leaseModel } from '../../models/lease-model.ts';

/** The same lease, each of whose generations has an id of its own and goes to the log. */
export function loggedModel(model: LoadedModel, log: GenerationLog): LoadedModel {
  const leased = leaseModel(model);
  return {
    ...leased,
    generate: (request, { signal = new AbortController().signal } = {}) => {
      const id = `chat_${randomUUID().replaceAll('-', '')}`;
      return generateLogged(model, { ...request, id }, signal, log);
    },
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}
