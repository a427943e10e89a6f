import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';
import { trainText } from '../text/en/train.ts';
import { notify, notifyProblem } from '../ui/notices.ts';

const said = trainText.adapters;

export type AdapterAction =
  | { type: 'promote'; version: number; force?: boolean }
  | { type: 'rollback' }
  | { type: 'retire' }
  | { type: 'remove'; version: number };

/** Does it, and resolves to what a person is told. */
async function act(name: string, action: AdapterAction): Promise<readonly string[]> {
  const params = { path: { name } };
  switch (action.type) {
    case 'promote': {
      const body = { version: action.version, ...(action.force && { force: true }) };
      const { version, warnings } = await dataOf(api.POST('/v1/adapters/{name}/promote', { params, body }));
      return [said.promoted(name, version), ...warnings];
    }
    case 'rollback': {
      const { version, warnings } = await dataOf(api.POST('/v1/adapters/{name}/rollback', { params, body: {} }));
      return [said.promoted(name, version), ...warnings];
    }
    case 'retire':
      await dataOf(api.POST('/v1/adapters/{name}/retire', { params, body: {} }));
      return [said.retired(name)];
    case 'remove':
    default: {
      const path = { name, version: action.version };
      await dataOf(api.DELETE('/v1/adapters/{name}/versions/{version}', { params: { path } }));
      return [said.removed(action.version)];
    }
  }
}

/** Changes which version of an adapter answers. */
export function useAdapterAction(name: string): UseMutationResult<readonly string[], unknown, AdapterAction> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (action: AdapterAction) => act(name, action),
    onSuccess: (sentences) => {
      for (const sentence of sentences) notify(sentence);
    },
    onError: notifyProblem,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['adapter-history', name] }),
        queries.invalidateQueries({ queryKey: ['adapters'] }),
        queries.invalidateQueries({ queryKey: ['models'] }),
      ]),
  });
}
