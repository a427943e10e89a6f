import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FineTuningJob } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { writeJson } from '../training/write-json.ts';

/** What its run does not know of a fine-tuning job. */
export interface FineTuningRecord {
  version: 1;
  /** As the client asked for it. */
  job: Omit<FineTuningJob, 'status' | 'resultFiles'>;
  /** The id of its run. */
  run: string;
  /** It is to go on later. */
  isPaused?: boolean | undefined;
  /** As it ended, once somebody has looked. */
  ended?: FineTuningJob | undefined;
}

/** Records of fine-tuning jobs, a file each. Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk). */
export interface FineTuningRecords {
  read(id: string): Promise<FineTuningRecord | undefined>;
  write(record: FineTuningRecord): Promise<void>;
  /** The latest first. */
  list(): Promise<FineTuningRecord[]>;
}

const usableId = /^ftjob-[\da-z]{1,64}$/;

/** @param folder Absolute; made with the first record. */
export function createFineTuningRecords(folder: string): FineTuningRecords {
  const read = async (id: string): Promise<FineTuningRecord | undefined> => {
    if (!usableId.test(id)) return undefined;
    try {
      return JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8')) as FineTuningRecord;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new TuneloopError('STORE_FAILED', 'A fine-tuning job cannot be read.', { cause: error });
    }
  };
  return {
    read,
    write: (record) => writeJson(join(folder, `${record.job.id}.json`), record),
    async list() {
      const names = await readdir(folder).catch(() => []);
      const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
      const records = (await Promise.all(ids.map(read))).filter((record) => record !== undefined);
      return records.toSorted(
        ({ job: one }, { job: other }) =>
          other.createdAt.localeCompare(one.createdAt) || other.id.localeCompare(one.id),
      );
    },
  };
}
