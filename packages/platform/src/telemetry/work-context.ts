import { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceParent } from '@tuneloop/rlhf/otel';

/** What this process is doing at the moment: answering a request, or a job. */
export interface WorkContext {
  requestId?: string | undefined;
  jobId?: string | undefined;
  /** The span of it, or of whoever asked where nothing is traced here. */
  span?: TraceParent | undefined;
}

const storage = new AsyncLocalStorage<WorkContext>();

export function currentWork(): WorkContext | undefined {
  return storage.getStore();
}

export function runWork<T>(context: WorkContext, work: () => T): T {
  return storage.run(context, work);
}

/** For what outlives the request that happens to begin it, such as a loaded model. */
export function outsideWork<T>(work: () => T): T {
  return storage.exit(work);
}

/** What each line of the log says of it. */
export function workDetails(work: WorkContext | undefined = currentWork()): Record<string, string> {
  if (work === undefined) return {};
  const { requestId, jobId, span } = work;
  return {
    ...(requestId !== undefined && { requestId }),
    ...(jobId !== undefined && { jobId }),
    ...(span && { trace_id: span.traceId, span_id: span.spanId }),
  };
}
