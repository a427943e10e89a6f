import type { MemoryDevice } from '@tuneloop/runtime';
import { addTo, largestPart, type ModelPlan } from './model-memory.ts';

export interface AdapterMemoryOptions {
  /** What the configuration says, in bytes. */
  configured: number | undefined;
  /** Whether there is any adapter: without one nothing is held back from other models. */
  hasAdapters: boolean;
}

/** Of what the model itself leaves; other models want some too. */
const shareForAdapters = 0.25;

/**
 * The plan with memory set aside for the contexts of the model's adapters, so that several models do not count on the
 * same free memory. With 0 bytes sets of adapters take turns in the model's one context.
 */
export function withAdapterMemory<P extends ModelPlan>(
  plan: P,
  devices: readonly MemoryDevice[],
  { configured, hasAdapters }: AdapterMemoryOptions,
): P {
  const device = largestPart(plan.bytes);
  const free = devices.find(({ id }) => id === device)?.freeBytes ?? 0;
  const left = Math.max(0, free - (plan.bytes[device] ?? 0));
  const adapterBytes = configured ?? (hasAdapters ? Math.floor(left * shareForAdapters) : 0);
  return { ...plan, adapterBytes, bytes: addTo(plan.bytes, device, adapterBytes) };
}
