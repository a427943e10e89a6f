import type { ModelInfo } from '@tuneloop/protocol';
import { createHash } from 'node:crypto';

const fingerprints = new WeakMap<ModelInfo, string>();

/** Changes whenever the model, its engine or the engine's settings do: with the same one, seeds reproduce. */
export function systemFingerprint(info: ModelInfo): string {
  const known = fingerprints.get(info);
  if (known) return known;
  const { engine, id, sizeBytes, contextSize, slots, choices } = info;
  const settings = choices.map(({ name, value }) => [name, value]);
  const text = JSON.stringify([engine, id, sizeBytes, contextSize, slots, settings]);
  const fingerprint = `fp_${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
  fingerprints.set(info, fingerprint);
  return fingerprint;
}
