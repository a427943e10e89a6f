import { z } from 'zod';
import { requestProblem } from '../errors/request-problem.ts';
import { optional } from '../parameters/wire-shape.ts';
import type { ModelProvider } from '../models/model-provider.ts';

export type KeepAliveWire = number | string | null | undefined;

export const keepAliveSchema: z.ZodType<KeepAliveWire> = optional(
  z.union([z.number(), z.string()]),
  'How long the model stays loaded after this request: seconds, or `5m`; below 0 for good; 0 unloads it.',
);

/** What a request wants: milliseconds, or `undefined` for good. */
export interface KeepAlive {
  milliseconds: number | undefined;
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Numbers are seconds; texts are Go's durations, such as `5m`, `1h30m` or `-1`.
 *
 * Errors: `INVALID_REQUEST`.
 */
export function decodeKeepAlive(wire: KeepAliveWire): KeepAlive | undefined {
  if (wire === undefined || wire === null) return undefined;
  const milliseconds = typeof wire === 'number' ? wire * 1000 : readDuration(wire);
  return { milliseconds: milliseconds < 0 ? undefined : milliseconds };
}

function readDuration(text: string): number {
  const plain = /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : undefined;
  if (plain !== undefined) return plain;
  if (!/^[+-]?(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) {
    throw requestProblem('invalid_value', 'keep_alive must be seconds or a duration such as "5m".', 'keep_alive');
  }
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const total = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0), 0);
  return text.startsWith('-') ? -total : total;
}

/** Tells the provider; where models do not come and go, the parameter is without effect, and named as such. */
export async function applyKeepAlive(
  { manager }: ModelProvider,
  keepAlive: KeepAlive | undefined,
  { model, ignored }: { model: string; ignored: string[] },
): Promise<void> {
  if (keepAlive === undefined) return;
  if (manager) await manager.keepAlive(model, keepAlive.milliseconds);
  else ignored.push('keep_alive');
}
