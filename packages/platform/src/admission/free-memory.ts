import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';

/** Files of one version of Linux's control groups, and how the fields of `memory.stat` are called there. */
interface CgroupLayout {
  /** Of the group of this process, from `/proc/self/cgroup`. */
  group: RegExp;
  root: string;
  limit: string;
  usage: string;
  reclaimable: RegExp;
}

const layouts: readonly CgroupLayout[] = [
  {
    group: /^0::(\/.*)$/m,
    root: '/sys/fs/cgroup',
    limit: 'memory.max',
    usage: 'memory.current',
    reclaimable: /^(?:in)?active_file (\d+)$/gm,
  },
  {
    group: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(\/.*)$/m,
    root: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    usage: 'memory.usage_in_bytes',
    reclaimable: /^total_(?:in)?active_file (\d+)$/gm,
  },
];

export type ReadText = (path: string) => Promise<string>;

const readText: ReadText = (path) => readFile(path, 'utf8');

/**
 * Bytes that this process may still take before the machine, or the container around it, is out of memory. What a
 * container counts of files (weights that are mapped, logs) is given back when it is needed, and is no use of memory here.
 */
export async function freeMemory(read: ReadText = readText, ofMachine: () => number = freemem): Promise<number> {
  const groups = await read('/proc/self/cgroup').catch(() => '');
  const ofGroups = await Promise.all(layouts.map((layout) => freeInGroup(layout, groups, read)));
  return Math.min(ofMachine(), ...ofGroups);
}

async function freeInGroup(layout: CgroupLayout, groups: string, read: ReadText): Promise<number> {
  const group = layout.group.exec(groups)?.[1];
  if (group === undefined) return Infinity;
  // Inside a container its own group is mounted as the root, whatever it is called outside.
  for (const folder of new Set([join(layout.root, group), layout.root])) {
    try {
      const [limit, usage, stat] = await Promise.all(
        [layout.limit, layout.usage, 'memory.stat'].map((file) => read(join(folder, file))),
      );
      const limitBytes = Number(limit);
      // `max`: no limit.
      if (!Number.isFinite(limitBytes)) return Infinity;
      const reclaimable = [...stat!.matchAll(layout.reclaimable)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
      return Math.max(0, limitBytes - Number(usage) + reclaimable);
    } catch {
      // Not there: the next folder.
    }
  }
  return Infinity;
}

/** The figure of `measure` as it was at most `validMs` before the last call, or a little earlier; never waited for. */
export function latest(measure: () => Promise<number>, validMs: number): () => number {
  let value = Infinity;
  let measuredAt = -Infinity;
  let isMeasuring = false;
  return () => {
    if (!isMeasuring && performance.now() - measuredAt > validMs) {
      isMeasuring = true;
      void measure()
        .then((measured) => (value = measured))
        .catch(() => undefined)
        .finally(() => {
          isMeasuring = false;
          measuredAt = performance.now();
        });
    }
    return value;
  };
}
