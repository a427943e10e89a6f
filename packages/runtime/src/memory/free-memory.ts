import { readFileSync } from 'node:fs';
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

/** Throws when there is no such file. */
export type ReadText = (path: string) => string;

const readText: ReadText = (path) => readFileSync(path, 'utf8');

/**
 * Bytes that this process may still take before the machine, or the container around it, is out of memory. What a
 * container counts of files (weights that are mapped, logs) is given back when it is needed, and is no use of memory here.
 */
export function freeMemory(read: ReadText = readText, ofMachine: () => number = freemem): number {
  const groups = readGroups(read);
  return Math.min(ofMachine(), ...layouts.map((layout) => freeInGroup(layout, groups, read)));
}

function readGroups(read: ReadText): string {
  try {
    return read('/proc/self/cgroup');
  } catch {
    return '';
  }
}

function freeInGroup(layout: CgroupLayout, groups: string, read: ReadText): number {
  const group = layout.group.exec(groups)?.[1];
  if (group === undefined) return Infinity;
  // Inside a container its own group is mounted as the root, whatever it is called outside.
  for (const folder of new Set([join(layout.root, group), layout.root])) {
    try {
      const limit = Number(read(join(folder, layout.limit)));
      // `max`: no limit.
      if (!Number.isFinite(limit)) return Infinity;
      const used = Number(read(join(folder, layout.usage)));
      const stat = read(join(folder, 'memory.stat'));
      const reclaimable = [...stat.matchAll(layout.reclaimable)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
      return Math.max(0, limit - used + reclaimable);
    } catch {
      // Not there: the next folder.
    }
  }
  return Infinity;
}
