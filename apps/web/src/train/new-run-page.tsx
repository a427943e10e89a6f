import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { api, dataOf } from '../api/client.ts';
import { trainText } from '../text/en/train.ts';
import { Button } from '../ui/button.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';
import { Page } from '../ui/page.tsx';
import { DataChoice } from './data-choice.tsx';
import { textLink } from './link-look.ts';
import { PlanPanel } from './plan-panel.tsx';
import { loopQuery, runQuery } from './train-queries.ts';
import { TrainingFields } from './training-fields.tsx';
import { formOf, hasData, loopRequestOf, requestOf, type TrainingRequest } from './training-form.ts';
import { useDraftForm } from './use-draft-form.ts';
import { usePlan } from './use-plan.ts';

const said = trainText.form;

/** The form, as the address wants it: with its data, its name, or the settings of another run. */
function useNewForm(): ReturnType<typeof useDraftForm> {
  const { like, ...given } = useSearch({ from: '/train/new' });
  const [form, change, forget] = useDraftForm({
    ...given,
    ...(given.export !== undefined && { source: 'export' }),
    ...(given.file !== undefined && { source: 'file' }),
  });
  const { data: run } = useQuery({ ...runQuery(like ?? ''), enabled: like !== undefined });
  const [copied, setCopied] = useState<string>();
  if (run && copied !== run.id) {
    setCopied(run.id);
    change({ ...formOf(run.settings, form), name: run.name, model: run.model });
  }
  return [form, change, forget];
}

/** A training is chosen, planned, and then started: nothing begins before its plan was seen. */
export function NewRunPage(): ReactElement {
  const [form, change, forget] = useNewForm();
  const { state, make, stop } = usePlan();
  const navigate = useNavigate();
  const queries = useQueryClient();
  // The same request twice, such as after a lost answer, is one run.
  const [key, setKey] = useState(() => crypto.randomUUID());

  const start = useMutation({
    mutationFn: (body: TrainingRequest) =>
      dataOf(api.POST('/v1/training/runs', { body, params: { header: { 'Idempotency-Key': key } } })),
    onSuccess: async ({ id }) => {
      forget();
      await queries.invalidateQueries({ queryKey: ['training-runs'] });
      await navigate({ to: '/train/runs/$id', params: { id } });
    },
    onError: notifyProblem,
  });
  const startLoop = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/loop/run', { body: loopRequestOf(form) })),
    onSuccess: async (loop) => {
      forget();
      queries.setQueryData(loopQuery.queryKey, loop);
      notify(trainText.loop.begun);
      await navigate(loop.last ? { to: '/train/runs/$id', params: { id: loop.last.run } } : { to: '/train' });
    },
    onError: notifyProblem,
  });

  const isLoop = form.source === 'ratings';
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (isLoop) return startLoop.mutate();
    setKey(crypto.randomUUID());
    make(requestOf(form));
  };
  const isChanged = state.status === 'planned' && JSON.stringify(state.request) !== JSON.stringify(requestOf(form));
  return (
    <Page
      title={said.title}
      intro={said.intro}
      actions={
        <Link to="/train" className={`${textLink} text-sm`}>
          {trainText.runs.title}
        </Link>
      }
    >
      <form onSubmit={submit} className="space-y-6">
        <DataChoice form={form} onChange={change} />
        <TrainingFields form={form} onChange={change} />
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            look={state.status === 'planned' && !isChanged ? 'plain' : 'primary'}
            disabled={!hasData(form) || state.status === 'planning' || startLoop.isPending}
          >
            {isLoop ? said.startRatings : said.plan}
          </Button>
          {isLoop && <p className="text-sm text-muted">{said.ratingsHint}</p>}
        </div>
      </form>
      {!isLoop && (
        <PlanPanel
          state={state}
          isChanged={isChanged}
          isStarting={start.isPending}
          onStart={() => {
            if (state.status === 'planned') start.mutate(state.request);
          }}
          onStop={stop}
        />
      )}
    </Page>
  );
}
