import type { JobEventWire, JobGraphEventWire, JobGraphWire, JobWire } from '@tuneloop/openai-server';

/** Which jobs are listed. */
export interface JobFilter {
  limit?: number;
  status?: string;
  kind?: string;
  group?: string;
}

/** Jobs, and graphs of them, in the API's shape: of a server, or of a data folder. */
export interface JobSource {
  /** The latest first. */
  list(query: JobFilter, signal: AbortSignal): Promise<JobWire[]>;
  /** Errors of this and the others: `NOT_FOUND`. */
  get(id: string, signal: AbortSignal): Promise<JobWire>;
  getGraph(id: string, signal: AbortSignal): Promise<JobGraphWire>;
  cancel(id: string, signal: AbortSignal): Promise<JobWire>;
  /** Cancels what of it has not ended. */
  cancelGraph(id: string, signal: AbortSignal): Promise<JobGraphWire>;
  /** What happened and what happens, until the job has ended. */
  events(id: string, signal: AbortSignal): AsyncIterable<JobEventWire>;
  /** As `events`, of all jobs of a graph. */
  graphEvents(id: string, signal: AbortSignal): AsyncIterable<JobGraphEventWire>;
}

/** Whether it is the id of a graph, not of a job. */
export const isGraphId = (id: string): boolean => id.startsWith('graph_');
