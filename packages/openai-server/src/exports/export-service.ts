import type { Readable } from 'node:stream';
import type { InteractionQuery, Job, JobPage, LogScope } from '@tuneloop/protocol';

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

export interface PreviewRequest extends Pick<ExportRequest, 'settings' | 'where' | 'scope'> {
  /** First rows of each file, 1 to 50. */
  limit: number;
  signal: AbortSignal;
}

/** What an export would write. */
export interface PreviewedExport {
  format: string;
  interactions: number;
  used: number;
  /** By reason. */
  leftOut: Readonly<Record<string, number>>;
  rows: number;
  files: {
    split?: string | undefined;
    rows: number;
    first: { row: Record<string, unknown>; sources: string[] }[];
  }[];
  /** `false`: a part of the interactions was read alone. */
  isComplete: boolean;
}

export interface ExportListQuery {
  scope: LogScope;
  /** Those behind the export with this id. */
  after: string | undefined;
  /** 1 to 100. */
  limit: number;
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
  /** Reads a bounded part of the log. Errors: `INVALID_REQUEST`, `ABORTED`. */
  preview(request: PreviewRequest): Promise<PreviewedExport>;
  /** The latest first; without those whose files were removed. Errors: `NOT_FOUND` (`after`). */
  list(query: ExportListQuery): Promise<JobPage>;
  /** Errors: `NOT_FOUND`, also for jobs of other kinds. */
  get(id: string): Promise<Job>;
  /** One by its name, or the first. Errors: `NOT_FOUND` (no such file, or not yet). */
  file(job: Job, name: string | undefined): Promise<ExportFile>;
  /** Ends the job if it runs, and removes its files. */
  remove(job: Job): Promise<void>;
}
