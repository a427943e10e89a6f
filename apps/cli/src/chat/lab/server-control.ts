import type { CallOptions, ProgressListener } from '@tuneloop/protocol';

/** What a person may see and change of a server of ours. Errors: `FORBIDDEN`, `UNSUPPORTED`, `UPSTREAM_FAILED`. */
export interface ServerControl {
  /** Makes a model the default of the server; resolves when it answers. Errors: `MODEL_NOT_FOUND`, those of loading. */
  switchModel(name: string, options: CallOptions & { onProgress: ProgressListener }): Promise<void>;
  /** What the server says of `layers` or `mem`; with a value, after it was set. */
  command(name: 'layers' | 'mem', options?: CallOptions & { value?: string | undefined }): Promise<unknown>;
}
