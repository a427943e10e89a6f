import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pause, Play, Square } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { api, dataOf } from '../api/client.ts';
import { trainText } from '../text/en/train.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { notifyProblem } from '../ui/notices.ts';
import { isActive, runQuery, type Run } from './train-queries.ts';

const said = trainText.run;
type Action = 'pause' | 'resume' | 'cancel';

const actions = {
  pause: (id: string) => dataOf(api.POST('/v1/training/runs/{id}/pause', { params: { path: { id } } })),
  resume: (id: string) => dataOf(api.POST('/v1/training/runs/{id}/resume', { params: { path: { id } } })),
  cancel: (id: string) => dataOf(api.POST('/v1/training/runs/{id}/cancel', { params: { path: { id } } })),
};

/** Pause, go on, stop: what the state of the run allows. */
export function RunActions({ run }: { run: Run }): ReactElement {
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { mutate, isPending } = useMutation({
    mutationFn: (action: Action) => actions[action](run.id),
    onSuccess: (now) => queries.setQueryData(runQuery(run.id).queryKey, now),
    onError: notifyProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['training-runs'] }),
  });
  const canResume = run.status === 'paused' || run.status === 'failed' || run.status === 'cancelled';
  return (
    <>
      {isActive(run) && (
        <>
          <Button disabled={isPending} onClick={() => mutate('pause')}>
            <Pause size={16} aria-hidden />
            {said.pause}
          </Button>
          <Button look="danger" disabled={isPending} onClick={() => setAsking(true)}>
            <Square size={16} aria-hidden />
            {said.cancel}
          </Button>
        </>
      )}
      {canResume && (
        <Button look="primary" disabled={isPending} onClick={() => mutate('resume')}>
          <Play size={16} aria-hidden />
          {said.resume}
        </Button>
      )}
      {isAsking && (
        <ConfirmDialog
          title={said.cancelTitle}
          hint={said.cancelHint}
          action={said.cancel}
          onConfirm={() => mutate('cancel')}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
