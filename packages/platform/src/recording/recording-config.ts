import type { RecordingPrivacy } from '@tuneloop/rlhf';
import { z } from 'zod';

export interface RecordingConfig {
  /** What of each generation is recorded: nothing, all but its text, or everything. */
  privacy: RecordingPrivacy;
  /** Whether personal data and secrets are replaced before anything is written. */
  redact: 'off' | 'pii';
  /** Whether each token is recorded with its log-probability. */
  tokens: boolean;
}

export const recordingDefaults: RecordingConfig = { privacy: 'full', redact: 'off', tokens: false };

/** What one source may say of it; nothing is required. */
export const recordingSchema: z.ZodType<{ [K in keyof RecordingConfig]?: RecordingConfig[K] | undefined }> = z
  .strictObject({
    privacy: z.enum(['off', 'metadata', 'full'], 'must be one of off, metadata, full'),
    redact: z.enum(['off', 'pii'], 'must be one of off, pii'),
    tokens: z.boolean('must be true or false'),
  })
  .partial();
