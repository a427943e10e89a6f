import type { Readable } from 'node:stream';
import type { InteractionQuery, Job, LogScope } from '@tuneloop/protocol';

/** What a client asks for. */
export interface ExportRequest {
  /** All that shapes the rows, such as `format`; the service knows their names and bounds. */
  settings: Record<string, unknown>;
  where: Omit<InteractionQuery, 'after' | 'limit'>;
  /** Whose interactions. */
  scope: LogScope;
  owner: string | undefined;
  idempotencyKey: string | undefined;
}

/** A file that an export has written. */
export interface ExportFile {
  name: string;
  sizeBytes: number;
  contentType: string;
  open(): Readable;
}

/** Writes interactions as training data, as jobs. */
export interface ExportService {
  /** Errors: `INVALID_REQUEST` naming the setting. */
  submit(request: ExportRequest): Promise<Job>;
  /** Errors: `NOT_FOUND`, also for jobs of other kinds. */
  get(id: string): Promise<Job>;
  /** One by its name, or the first. Errors: `NOT_FOUND` (no such file, or not yet). */
  file(job: Job, name: string | undefined): Promise<ExportFile>;
  /** Ends the job if it runs, and removes its files. */
  remove(job: Job): Promise<void>;
}
