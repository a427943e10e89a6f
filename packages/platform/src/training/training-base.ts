import { resolve } from 'node:path';
import type { TrainingBase } from '@tuneloop/lora';
import { TuneloopError } from '@tuneloop/protocol';

/** `hub:owner/name`, `hub:owner/name@revision`, or else a folder. Errors: `INVALID_REQUEST`. */
export function readTrainingBase(text: string, workingFolder: string): TrainingBase {
  if (!text.startsWith('hub:')) return { type: 'folder', path: resolve(workingFolder, text) };
  const match = /^hub:(?<id>[\w.-]+\/[\w.-]+)(?:@(?<revision>[\w./-]+))?$/.exec(text);
  const { id, revision } = match?.groups ?? {};
  if (id !== undefined) return { type: 'hub', id, revision };
  const message = `${JSON.stringify(text.slice(0, 200))} is no model of the hub. Write hub:OWNER/NAME, or name a folder.`;
  throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'base' } });
}
