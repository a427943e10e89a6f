import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import {
  isEmptyChange,
  judgementChange,
  noJudgement,
  type Judgement,
  type JudgementChange,
} from '../../chat/judgement.ts';
import { compareText } from '../../text/en/compare.ts';
import { notifyProblem } from '../../ui/notices.ts';
import type { Interaction } from './queue-items.ts';
import { afterStep, beforeLast, undoOf, type QueueState, type Step } from './queue-state.ts';

const said = compareText.annotate;

async function rate(id: string, change: JudgementChange): Promise<{ author: string }> {
  const body = { ...change, source: 'web' as const };
  return dataOf(api.POST('/v1/interactions/{id}/ratings', { params: { path: { id } }, body }));
}

export interface QueueControl {
  state: QueueState;
  /** What was said of the answer that is shown before it was undone. */
  begun: Judgement;
  /** What just happened, for those who cannot see it. */
  status: string;
  isBusy: boolean;
  save: (judgement: Judgement) => void;
  skip: () => void;
  undo: () => void;
}

/** Goes through `items` one by one. */
export function useQueue(
  items: readonly Interaction[],
  start: number,
  onMove: (id: string | undefined) => void,
): QueueControl {
  const queries = useQueryClient();
  const [state, setState] = useState<QueueState>({ index: start, steps: [] });
  const [begun, setBegun] = useState(noJudgement);
  const [status, setStatus] = useState('');
  const current = items[state.index];

  const go = (next: QueueState, judgement: Judgement, happened: string): void => {
    setState(next);
    setBegun(judgement);
    setStatus(happened);
    onMove(items[next.index]?.id);
    void queries.invalidateQueries({ queryKey: ['statistics'] });
  };
  const { mutate, isPending } = useMutation({
    mutationFn: async (work: () => Promise<void>) => work(),
    onError: notifyProblem,
  });

  const save = (judgement: Judgement): void => {
    const change = judgementChange(noJudgement, judgement);
    if (!current || isPending) return;
    if (isEmptyChange(change)) {
      setStatus(said.nothingSaid);
      return;
    }
    mutate(async () => {
      const { author } = await rate(current.id, change);
      const step: Step = { id: current.id, kind: 'rated', judgement, undo: undoOf(current, author, judgement) };
      go(afterStep(state, step), noJudgement, said.saved);
    });
  };
  const skip = (): void => {
    if (current && !isPending) go(afterStep(state, { id: current.id, kind: 'skipped' }), noJudgement, '');
  };
  const undo = (): void => {
    const last = state.steps.at(-1);
    if (!last || isPending) return;
    mutate(async () => {
      if (last.kind === 'rated' && !isEmptyChange(last.undo)) await rate(last.id, last.undo);
      const ids = items.map(({ id }) => id);
      go(beforeLast(state, ids), last.kind === 'rated' ? last.judgement : noJudgement, said.undone);
    });
  };
  return { state, begun, status, isBusy: isPending, save, skip, undo };
}
