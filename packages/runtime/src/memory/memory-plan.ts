import type { MemoryDevice } from './device.ts';

/** Bytes by device id. */
export type DeviceBytes = Readonly<Record<string, number>>;

/** What somebody wants to keep in memory. Plans may carry more, such as which layers lie where. */
export interface MemoryPlan {
  bytes: DeviceBytes;
}

/** A plan, or what makes one for the memory that is free (`freeBytes` of each device). */
export type MemoryPolicy<P extends MemoryPlan> = P | ((devices: readonly MemoryDevice[]) => P);

export function planFor<P extends MemoryPlan>(policy: MemoryPolicy<P>, devices: readonly MemoryDevice[]): P {
  return typeof policy === 'function' ? policy(devices) : policy;
}

/** The first device on which there is not enough. */
export interface Shortage {
  device: MemoryDevice;
  neededBytes: number;
}

export function findShortage(bytes: DeviceBytes, devices: readonly MemoryDevice[]): Shortage | undefined {
  for (const device of devices) {
    const neededBytes = bytes[device.id] ?? 0;
    if (neededBytes > device.freeBytes) return { device, neededBytes };
  }
  return undefined;
}
