import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';
import { notifyProblem } from '../ui/notices.ts';
import { labModelsQuery, memoryQuery, modelsQuery, recommendedQuery } from './model-queries.ts';

const actions = {
  load: (model: string) => dataOf(api.POST('/models/load', { body: { model } })),
  unload: (model: string) => dataOf(api.POST('/models/unload', { body: { model } })),
  default: (model: string) => dataOf(api.POST('/v1/models/default', { body: { model } })),
  remove: (model: string) => dataOf(api.POST('/models/remove', { body: { model } })),
};

export type ModelAction = keyof typeof actions;

/** When the server is asked how far a load is for the first time, in ms. */
const soonMs = 300;

/** Loads, unloads, deletes a model, or makes it the default. `busy` is what is under way. */
export function useModelAction(): {
  act: (action: ModelAction, model: string) => void;
  busy: { action: ModelAction; model: string } | undefined;
} {
  const queries = useQueryClient();
  const refresh = (): Promise<unknown> =>
    Promise.all(
      [modelsQuery, labModelsQuery, memoryQuery, recommendedQuery].map(({ queryKey }) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
  const { mutate, isPending, variables } = useMutation({
    mutationFn: ({ action, model }: { action: ModelAction; model: string }): Promise<unknown> => actions[action](model),
    onError: notifyProblem,
    onMutate: () => void setTimeout(() => void refresh(), soonMs),
    onSettled: refresh,
  });
  return { act: (action, model) => mutate({ action, model }), busy: isPending ? variables : undefined };
}
