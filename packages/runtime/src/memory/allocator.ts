import { TuneloopError, throwIfAborted, type CallOptions } from '@tuneloop/protocol';
import { formatBytes } from '../models/format-bytes.ts';
import { ramId, type MeasureDevices, type MemoryDevice } from './device.ts';
import {
  findShortage,
  planFor,
  type DeviceBytes,
  type MemoryPlan,
  type MemoryPolicy,
  type Shortage,
} from './memory-plan.ts';

export interface MemoryAllocatorOptions {
  measure: MeasureDevices;
  /** The most that may be reserved on a device, in bytes; by default all of it. Changes hold from the next reservation on. */
  limits?: DeviceBytes | undefined;
}

export interface ReserveRequest<P extends MemoryPlan> extends CallOptions {
  /** Who wants it, for people to read. */
  owner: string;
  plan: MemoryPolicy<P>;
  /** Wait until others have released enough, in the order of asking, instead of failing. */
  wait?: boolean | undefined;
  /** Take it also where less is free: for what is known to need less in the end. Limits hold all the same. */
  overcommit?: boolean | undefined;
}

export interface MemoryHolder {
  owner: string;
  bytes: DeviceBytes;
}

/** Memory that is set aside. */
export interface Reservation<P extends MemoryPlan = MemoryPlan> extends MemoryHolder, Disposable {
  /** What the policy chose. */
  readonly plan: P;
  /** From now on measuring sees it: it must not be counted a second time. */
  markInUse(): void;
  /**
   * Sets it to what is really needed. Growing needs as much free memory, unless that is in use already.
   *
   * Errors: `RESOURCE_EXHAUSTED`.
   */
  resize(bytes: DeviceBytes): Promise<void>;
  /** A second call does nothing. */
  release(): void;
}

/** One account of all memory, for everybody who puts something large into it. */
export interface MemoryAllocator {
  /** Measured now; `freeBytes` is what can still be reserved. */
  devices(options?: CallOptions): Promise<MemoryDevice[]>;
  holders(): MemoryHolder[];
  /**
   * Errors: `RESOURCE_EXHAUSTED` (`details`: `device`, `neededBytes`, `freeBytes`, `totalBytes`, `holders`), `ABORTED`.
   */
  reserve<P extends MemoryPlan>(request: ReserveRequest<P>): Promise<Reservation<P>>;
  /** Whether it would fit if the reservations that `released` picks were released. */
  wouldFit(plan: MemoryPolicy<MemoryPlan>, released: (holder: MemoryHolder) => boolean): Promise<boolean>;
}

interface Entry extends MemoryHolder {
  bytes: DeviceBytes;
  inUse: boolean;
}

/** Free memory is measured as well as counted: other programs use it too. */
export function createMemoryAllocator(options: MemoryAllocatorOptions): MemoryAllocator {
  const { measure, limits = {} } = options;
  const entries = new Set<Entry>();
  let waiting: (() => void)[] = [];

  const sum = (device: string, of: (entry: Entry) => boolean): number =>
    [...entries].reduce((total, entry) => total + (of(entry) ? (entry.bytes[device] ?? 0) : 0), 0);

  /** What is left of each device: of its limit by counting, and of what is free by measuring. */
  function remaining(
    measured: readonly MemoryDevice[],
    { isGone = () => false, onlyLimits = false }: { isGone?: (entry: Entry) => boolean; onlyLimits?: boolean } = {},
  ): MemoryDevice[] {
    return measured.map((device) => {
      const totalBytes = Math.min(limits[device.id] ?? Infinity, device.totalBytes);
      const counted = totalBytes - sum(device.id, (entry) => !isGone(entry));
      const free =
        device.freeBytes +
        sum(device.id, (entry) => entry.inUse && isGone(entry)) -
        sum(device.id, (entry) => !entry.inUse && !isGone(entry));
      const hasLimit = limits[device.id] !== undefined;
      const freeBytes = onlyLimits ? (hasLimit ? counted : Infinity) : Math.min(counted, free);
      return { ...device, totalBytes, freeBytes: Math.max(0, freeBytes) };
    });
  }

  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const retry of woken) retry();
  };

  function exhausted(owner: string, { device, neededBytes }: Shortage): TuneloopError {
    const holders = [...entries].filter(({ bytes }) => (bytes[device.id] ?? 0) > 0);
    const byOwner = new Map<string, number>();
    for (const { owner: holder, bytes } of holders) {
      byOwner.set(holder, (byOwner.get(holder) ?? 0) + (bytes[device.id] ?? 0));
    }
    const held = [...byOwner].map(([holder, bytes]) => `${holder} (${formatBytes(bytes)})`);
    const message =
      `${owner} needs ${formatBytes(neededBytes)} of ${device.id === ramId ? 'memory' : device.name}, ` +
      `of which ${formatBytes(device.freeBytes)} are free. ` +
      (held.length > 0
        ? `It is held by ${held.join(', ')}; unload something, or take a smaller model or context.`
        : 'Take a smaller model or context, or end other programs.');
    return new TuneloopError('RESOURCE_EXHAUSTED', message, {
      details: {
        device: device.id,
        neededBytes,
        freeBytes: device.freeBytes,
        totalBytes: device.totalBytes,
        holders: holders.map((holder) => ({ owner: holder.owner, bytes: { ...holder.bytes } })),
      },
    });
  }

  function reservation<P extends MemoryPlan>(entry: Entry, plan: P): Reservation<P> {
    const release = (): void => {
      if (entries.delete(entry)) wake();
    };
    return Object.assign(entry, {
      plan,
      markInUse: () => {
        entry.inUse = true;
      },
      resize: async (bytes: DeviceBytes) => {
        if (!entry.inUse) {
          const left = remaining(await measure(), { isGone: (other) => other === entry });
          const shortage = findShortage(bytes, left);
          if (shortage !== undefined) throw exhausted(entry.owner, shortage);
        }
        entry.bytes = { ...bytes };
        wake();
      },
      release,
      [Symbol.dispose]: release,
    });
  }

  /** Resolves at the next release. */
  async function released(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = (): void => reject(TuneloopError.from(signal?.reason, 'ABORTED'));
    waiting.push(resolve);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', abort);
      waiting = waiting.filter((other) => other !== resolve);
    }
  }

  return {
    devices: async (call = {}) => remaining(await measure(call)),
    holders: () => [...entries].map(({ owner, bytes }) => ({ owner, bytes: { ...bytes } })),
    async reserve({ owner, plan: policy, wait = false, overcommit = false, signal }) {
      for (;;) {
        throwIfAborted(signal);
        const measured = await measure({ signal });
        throwIfAborted(signal);
        // From here to the reservation nothing is awaited: nobody else can take what is free.
        const left = remaining(measured);
        const plan = planFor(policy, left);
        const shortage = findShortage(plan.bytes, overcommit ? remaining(measured, { onlyLimits: true }) : left);
        if (shortage === undefined) {
          const entry: Entry = { owner, bytes: { ...plan.bytes }, inUse: false };
          entries.add(entry);
          return reservation(entry, plan);
        }
        const canEverFit = findShortage(plan.bytes, remaining(measured, { isGone: () => true })) === undefined;
        if (!wait || !canEverFit) throw exhausted(owner, shortage);
        await released(signal);
      }
    },
    async wouldFit(policy, isGone) {
      const left = remaining(await measure(), { isGone });
      return findShortage(planFor(policy, left).bytes, left) === undefined;
    },
  };
}
