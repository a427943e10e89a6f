import { readdirSync, readFileSync } from 'node:fs';

/** What Linux says of a process. */
export interface ProcessFigures {
  pid: number;
  parent: number;
  command: string;
  residentBytes: number;
  threads: number;
}

const pageBytes = 4096;

/** Nothing when there is no such process, or when it has ended and only waits to be fetched. */
export function readProcess(pid: number): ProcessFigures | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return {
      pid,
      parent: Number(fields[1]),
      command,
      residentBytes: Number(fields[21]) * pageBytes,
      threads: Number(fields[17]),
    };
  } catch {
    return undefined;
  }
}

export function openDescriptors(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

function allProcesses(): ProcessFigures[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []));
}

/** The processes that `pid` started, and those that they did. */
export function descendants(pid: number): ProcessFigures[] {
  const processes = allProcesses();
  const found: ProcessFigures[] = [];
  let parents = new Set([pid]);
  while (parents.size > 0) {
    const children = processes.filter(({ parent }) => parents.has(parent));
    found.push(...children);
    parents = new Set(children.map((child) => child.pid));
  }
  return found;
}

/** Processes, whoever is their parent by now, that were given `name` as a variable of their environment. */
export function processesWithVariable(name: string, value: string): ProcessFigures[] {
  return allProcesses().filter(({ pid }) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${name}=${value}`);
    } catch {
      return false;
    }
  });
}
