import type { JobKind } from '@tuneloop/jobs';
import { TuneloopError } from '@tuneloop/protocol';
import type { Tracing } from './tracing.ts';
import { runWork } from './work-context.ts';

/** An attempt of a job that came to an end. */
export interface JobAttempt {
  kind: string;
  /** `succeeded`, or the code of an error in small letters. */
  outcome: string;
  durationMs: number;
}

export interface JobObserver {
  began(kind: string): void;
  ended(attempt: JobAttempt): void;
}

/** The same kinds; each attempt is told of, is a trace of its own, and its log lines have the job's id. */
export function observedJobs(kinds: readonly JobKind[], tracing: Tracing, observer: JobObserver): JobKind[] {
  return kinds.map((kind) => ({
    ...kind,
    run: (input, context) => {
      const span = tracing.begin();
      const startedAt = performance.now();
      observer.began(kind.name);
      const end = (error?: TuneloopError): void => {
        const outcome = error?.code.toLowerCase() ?? 'succeeded';
        observer.ended({ kind: kind.name, outcome, durationMs: performance.now() - startedAt });
        if (!span) return;
        tracing.end(span, {
          name: `job ${kind.name}`,
          kind: 'internal',
          attributes: {
            'tuneloop.job.id': context.jobId,
            'tuneloop.job.kind': kind.name,
            'tuneloop.job.attempt': context.attempt,
          },
          error: error && { type: error.code },
        });
      };
      return runWork({ jobId: context.jobId, span }, async () => {
        try {
          const result = await kind.run(input, context);
          end();
          return result;
        } catch (error) {
          end(TuneloopError.from(error));
          throw error;
        }
      });
    },
  }));
}
