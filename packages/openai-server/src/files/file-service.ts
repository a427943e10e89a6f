import type { Readable } from 'node:stream';
import type { LogScope } from '@tuneloop/protocol';
import type { FilePurpose } from './file-purpose.ts';

/** A file that a client has uploaded, or that a job made for it. Times are ISO 8601, UTC. */
export interface StoredFile {
  /** `file-…`. */
  id: string;
  filename: string;
  purpose: FilePurpose;
  bytes: number;
  createdAt: string;
  expiresAt?: string | undefined;
  /** Who uploaded it; the id of an API key. */
  owner?: string | undefined;
  /** Of training data, what was found wrong with it: the first lines, and how many there are. */
  problem?: string | undefined;
}

export interface FileDetails {
  filename: string;
  purpose: FilePurpose;
  owner: string | undefined;
  /** Left out: it stays until it is deleted. */
  expiresAfterSeconds?: number | undefined;
}

/** What was received, under a temporary name: what it is for may be said after it. */
export interface StagedFile {
  bytes: number;
  /** Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED`, `ABORTED`. */
  keep(details: FileDetails, options?: { signal?: AbortSignal | undefined }): Promise<StoredFile>;
  /** Harmless after `keep`. */
  discard(): Promise<void>;
}

export interface FileQuery {
  purpose?: string | undefined;
  order: 'asc' | 'desc';
  /** Those behind the file with this id. */
  after?: string | undefined;
  limit: number;
  scope: LogScope;
}

export interface FilePage {
  files: StoredFile[];
  hasMore: boolean;
}

/** Keeps files that clients send and jobs read. Errors of all: `STORE_FAILED`. */
export interface FileService {
  /**
   * Writes all of `content`, as it comes. Where it fails, nothing of it is left. Errors: `RESOURCE_EXHAUSTED` (disk),
   * `ABORTED`, and what reading `content` throws.
   */
  stage(content: Readable, options?: { signal?: AbortSignal | undefined }): Promise<StagedFile>;
  /** Errors: `NOT_FOUND`, also of one that has expired. */
  get(id: string): Promise<StoredFile>;
  list(query: FileQuery): Promise<FilePage>;
  open(file: StoredFile): Readable;
  remove(file: StoredFile): Promise<void>;
}
