import type { AdapterRecord, AdapterState } from './adapter-version.ts';
import type { JournalEntry } from './journal.ts';

export interface VersionState {
  record: AdapterRecord;
  refusedBecause: readonly string[];
  wasLive: boolean;
}

/** What the journal says of one name. */
export interface NameState {
  versions: Map<number, VersionState>;
  /** Numbers are never given again, those of removed versions neither. */
  highest: number;
  /** What was live, the last one is now; `null`: the name means nothing. A rollback takes the last one away. */
  lives: (number | null)[];
  /** Whether the adapters folder still has to follow. */
  isPending: boolean;
  /** For requests that choose no adapter; 0: they do not get it. */
  defaultScale: number;
  entries: JournalEntry[];
}

export type RegistryState = Map<string, NameState>;

export function liveOf({ lives }: NameState): number | undefined {
  return lives.at(-1) ?? undefined;
}

/** What was live before what is live now, as far as it is still there. */
export function liveBefore({ lives, versions }: NameState): number | undefined {
  return lives.slice(0, -1).findLast((version): version is number => version !== null && versions.has(version));
}

export function stateOf(name: NameState, version: number): AdapterState {
  if (liveOf(name) === version) return 'live';
  const { refusedBecause = [], wasLive = false } = name.versions.get(version) ?? {};
  if (wasLive) return 'retired';
  return refusedBecause.length > 0 ? 'refused' : 'candidate';
}

export function replay(entries: readonly JournalEntry[]): RegistryState {
  const state: RegistryState = new Map();
  for (const entry of entries) {
    const name = state.get(entry.name) ?? {
      versions: new Map<number, VersionState>(),
      highest: 0,
      lives: [],
      isPending: false,
      defaultScale: 0,
      entries: [],
    };
    state.set(entry.name, name);
    name.entries.push(entry);
    apply(name, entry);
  }
  return state;
}

function apply(name: NameState, entry: JournalEntry): void {
  switch (entry.type) {
    case 'added':
      name.versions.set(entry.record.version, { ...entry, wasLive: false });
      name.highest = Math.max(name.highest, entry.record.version);
      break;
    case 'promoted':
      // Back to a name that meant nothing is no way that anybody wants to go.
      if (name.lives.at(-1) === null) name.lives.pop();
      if (liveOf(name) !== entry.version) name.lives.push(entry.version);
      goLive(name, entry.version);
      break;
    case 'rolled-back':
      name.lives.splice(name.lives.slice(0, -1).lastIndexOf(entry.version) + 1);
      goLive(name, entry.version);
      break;
    case 'retired':
      name.lives.push(null);
      name.isPending = true;
      break;
    case 'placed':
      name.isPending = false;
      break;
    case 'default':
      name.defaultScale = entry.scale;
      break;
    case 'removed':
    default:
      name.versions.delete(entry.version);
      name.lives = name.lives
        .filter((version) => version !== entry.version)
        .filter((version, index, lives) => version !== lives[index - 1]);
  }
}

function goLive(name: NameState, version: number): void {
  const found = name.versions.get(version);
  if (found) found.wasLive = true;
  name.isPending = true;
}
