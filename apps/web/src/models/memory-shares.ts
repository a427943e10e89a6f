import type { MemoryOverview } from './model-queries.ts';

export interface MemoryShare {
  name: string;
  bytes: number;
}

export interface DeviceShares {
  id: string;
  name: string;
  totalBytes: number;
  freeBytes: number;
  /** The largest first. */
  models: MemoryShare[];
  /** Of the system and other programs. */
  otherBytes: number;
}

/**
 * Who has how much of each device. Weights that are mapped from a file count as free to the system until they are needed
 * elsewhere, so that the parts may be more than the whole: what is free is what models leave of it.
 */
export function sharesOf({ devices, holders }: MemoryOverview): DeviceShares[] {
  return devices.map(({ id, name, total_bytes: totalBytes, free_bytes: free }) => {
    const models = holders
      .map((holder) => ({ name: holder.name, bytes: holder.bytes[id] ?? 0 }))
      .filter(({ bytes }) => bytes > 0)
      .toSorted((a, b) => b.bytes - a.bytes);
    const held = models.reduce((sum, { bytes }) => sum + bytes, 0);
    const freeBytes = Math.max(0, Math.min(free, totalBytes - held));
    return { id, name, totalBytes, freeBytes, models, otherBytes: Math.max(0, totalBytes - held - freeBytes) };
  });
}
