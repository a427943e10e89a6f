import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { api, dataOf } from '../api/client.ts';
import { formatBytes, formatNumber } from '../text/format.ts';
import { modelsText as said } from '../text/en/models.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { notifyProblem } from '../ui/notices.ts';
import { Page } from '../ui/page.tsx';
import { labModelsQuery, modelsQuery, type LabModel, type Model } from './model-queries.ts';

const actions = {
  load: (model: string) => dataOf(api.POST('/models/load', { body: { model } })),
  unload: (model: string) => dataOf(api.POST('/models/unload', { body: { model } })),
  default: (model: string) => dataOf(api.POST('/v1/models/default', { body: { model } })),
};

function useModelAction(): (action: keyof typeof actions, model: string) => void {
  const queries = useQueryClient();
  const refresh = (): Promise<unknown> =>
    Promise.all([queries.invalidateQueries(modelsQuery), queries.invalidateQueries(labModelsQuery)]);
  const { mutate } = useMutation({
    mutationFn: ({ action, model }: { action: keyof typeof actions; model: string }): Promise<unknown> =>
      actions[action](model),
    onError: notifyProblem,
    onMutate: () => void setTimeout(() => void refresh(), 300),
    onSettled: refresh,
  });
  return (action, model) => mutate({ action, model });
}

function Fact({ name, children }: { name: string; children: string | undefined }): ReactElement | null {
  if (children === undefined) return null;
  return (
    <div className="flex gap-1">
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ModelCard({
  model,
  known,
  isDefault,
}: {
  model: Model;
  known: LabModel | undefined;
  isDefault: boolean;
}): ReactElement {
  const act = useModelAction();
  const { id, status, meta, max_model_len: context, parent } = model;
  const memory = known?.vram_estimate ?? undefined;
  return (
    <li className="rounded-xl border border-line bg-panel p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold break-all">
          {id}
          {isDefault && <span className="ml-2 text-sm font-normal text-muted">{said.isDefault}</span>}
        </h2>
        {status && (
          <span className="text-sm text-muted">
            {said.states[status.value]}
            {status.progress !== undefined && ` ${Math.round(status.progress * 100)} %`}
          </span>
        )}
      </div>
      {known?.description && <p className="text-sm">{known.description}</p>}
      <dl className="mt-1 flex flex-wrap gap-x-4 text-sm">
        <Fact name={said.context}>{context === undefined ? undefined : said.tokens(formatNumber(context))}</Fact>
        <Fact name={said.memory}>{memory === undefined ? undefined : formatBytes(memory)}</Fact>
        <Fact name={said.size}>{meta?.size === undefined ? undefined : formatBytes(meta.size)}</Fact>
        <Fact name={said.quantization}>{meta?.quantization}</Fact>
      </dl>
      {status && !parent && (
        <div className="mt-3 flex flex-wrap gap-2">
          {status.value === 'loaded' ? (
            <Button aria-label={`${said.unload} ${id}`} onClick={() => act('unload', id)}>
              {said.unload}
            </Button>
          ) : (
            <Button
              aria-label={`${said.load} ${id}`}
              disabled={status.value === 'loading'}
              onClick={() => act('load', id)}
            >
              {status.value === 'loading' ? said.loading : said.load}
            </Button>
          )}
          {!isDefault && (
            <Button aria-label={`${said.makeDefault}: ${id}`} onClick={() => act('default', id)}>
              {said.makeDefault}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

/** The models and adapters of the server: how they are, what they take, load and unload. */
export function ModelsPage(): ReactElement {
  const { data: models, error } = useQuery(modelsQuery);
  const { data: known = [] } = useQuery(labModelsQuery);
  const bases = models?.filter(({ parent }) => !parent);
  const adapters = models?.filter(({ parent }) => Boolean(parent));
  const card = (model: Model): ReactElement => (
    <ModelCard
      key={model.id}
      model={model}
      known={known.find(({ key }) => key === model.id)}
      isDefault={model === models?.[0]}
    />
  );
  return (
    <Page title={said.title}>
      {error && <Failure error={error} />}
      {bases?.length === 0 && <p>{said.empty}</p>}
      <ul className="space-y-2">{bases?.map(card)}</ul>
      <h2 className="text-lg font-semibold">{said.adapters}</h2>
      {adapters?.length === 0 && <p className="text-muted">{said.noAdapters}</p>}
      <ul className="space-y-2">{adapters?.map(card)}</ul>
    </Page>
  );
}
