import { useEffect, useRef, useState } from 'react';
import { planTraining } from './plan-training.ts';
import type { Progress } from './run-history.ts';
import type { Plan } from './train-queries.ts';
import type { TrainingRequest } from './training-form.ts';

export type PlanState =
  | { status: 'none' }
  | { status: 'planning'; progress?: Progress }
  | { status: 'planned'; plan: Plan; request: TrainingRequest }
  | { status: 'failed'; error: unknown };

/** The plan of a training: made when it is asked for, one at a time; leaving the page stops it. */
export function usePlan(): { state: PlanState; make: (request: TrainingRequest) => void; stop: () => void } {
  const [state, setState] = useState<PlanState>({ status: 'none' });
  const running = useRef<AbortController>(undefined);
  const stop = (): void => running.current?.abort();
  useEffect(() => () => running.current?.abort(), []);

  const make = (request: TrainingRequest): void => {
    stop();
    const stopping = new AbortController();
    const { signal } = stopping;
    running.current = stopping;
    const show = (next: PlanState): void => {
      if (running.current === stopping) setState(signal.aborted ? { status: 'none' } : next);
    };
    show({ status: 'planning' });
    planTraining(request, { signal, onProgress: (progress) => show({ status: 'planning', progress }) }).then(
      (plan) => show({ status: 'planned', plan, request }),
      (error: unknown) => show({ status: 'failed', error }),
    );
  };
  return { state, make, stop };
}
