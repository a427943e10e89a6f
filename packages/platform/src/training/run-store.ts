import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runFolder, type RunFolder } from '@tuneloop/lora/config';
import { TuneloopError } from '@tuneloop/protocol';
import { isThere } from '../files/is-there.ts';
import type { StoredRun } from './stored-run.ts';
import { writeJson } from './write-json.ts';

/** Runs of training, each with a folder of its own. Errors: `STORE_FAILED`. */
export interface RunStore {
  folderOf(id: string): RunFolder;
  create(run: StoredRun): Promise<void>;
  /** Errors: `NOT_FOUND`. */
  read(id: string): Promise<StoredRun>;
  /** The latest first. */
  list(): Promise<StoredRun[]>;
  /** The graph of jobs that does it. */
  setGraph(id: string, graph: string): Promise<void>;
  graphOf(id: string): Promise<string | undefined>;
  /** Whether it was stopped to go on later. */
  setPaused(id: string, isPaused: boolean): Promise<void>;
  isPaused(id: string): Promise<boolean>;
}

const usableId = /^run_[\da-z]{1,64}$/;

/** @param folder Absolute; made with the first run. */
export function createRunStore(folder: string): RunStore {
  const folderOf = (id: string): RunFolder => {
    if (!usableId.test(id)) throw noRun(id);
    return runFolder(join(folder, id));
  };
  const graphFile = (id: string): string => join(folderOf(id).folder, 'graph.json');
  const pauseFile = (id: string): string => join(folderOf(id).folder, 'paused.json');

  const read = async (id: string): Promise<StoredRun> => {
    const text = await readText(folderOf(id).request);
    if (text === undefined) throw noRun(id);
    return JSON.parse(text) as StoredRun;
  };

  return {
    folderOf,
    read,
    create: (run) => writeJson(folderOf(run.id).request, run),
    async list() {
      const ids = (await readNames(folder)).filter((name) => usableId.test(name));
      const runs = await Promise.all(ids.map((id) => read(id).catch(() => undefined)));
      return runs
        .filter((run) => run !== undefined)
        .toSorted((one, other) => other.createdAt.localeCompare(one.createdAt) || other.id.localeCompare(one.id));
    },
    setGraph: (id, graph) => writeJson(graphFile(id), { graph }),
    async graphOf(id) {
      const text = await readText(graphFile(id));
      return text === undefined ? undefined : (JSON.parse(text) as { graph: string }).graph;
    },
    async setPaused(id, isPaused) {
      if (isPaused) await writeJson(pauseFile(id), {});
      else await rm(pauseFile(id), { force: true });
    },
    isPaused: (id) => isThere(pauseFile(id)),
  };
}

function noRun(id: string): TuneloopError {
  const message = `There is no training run "${id.slice(0, 100)}". See those that there are: tuneloop finetune --list`;
  return new TuneloopError('NOT_FOUND', message, { details: { param: 'id' } });
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => ifMissing(error, undefined));
}

async function readNames(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => ifMissing(error, []));
}

function ifMissing<T>(error: unknown, value: T): T {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value;
  throw new TuneloopError('STORE_FAILED', 'The folder of training runs cannot be read.', { cause: error });
}
