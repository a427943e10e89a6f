import { z } from 'zod';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import type { RequestOrigin } from './logged-generation.ts';

/** Who asks, and for what, as the log of interactions keeps it. */
export interface OriginWire {
  user?: string | null | undefined;
  safety_identifier?: string | null | undefined;
  metadata?: Record<string, unknown> | null | undefined;
}

export const originShape: WireShape<OriginWire> = {
  user: optional(z.string(), 'Recorded with the interaction; the answer does not depend on it.'),
  safety_identifier: optional(z.string(), 'The same as user.'),
  metadata: optional(
    z.record(z.string(), z.unknown()),
    '`tags`, a list or words between commas, are recorded with the interaction.',
  ),
};

const mostTags = 50;
const longestTag = 100;
const longestName = 200;

export function decodeOrigin({ user, safety_identifier: identifier, metadata }: OriginWire): RequestOrigin {
  return { user: (identifier ?? user ?? undefined)?.slice(0, longestName), tags: decodeTags(metadata?.['tags']) };
}

/** OpenAI's clients send texts alone as metadata's values. */
function decodeTags(value: unknown): string[] {
  const words: unknown[] = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  const tags = words.flatMap((word) => (typeof word === 'string' ? word.trim().slice(0, longestTag) || [] : []));
  return [...new Set(tags)].slice(0, mostTags);
}
