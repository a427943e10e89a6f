import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatBytes } from '@tuneloop/runtime';
import type { Check, Examination } from './check.ts';

/** Enough for keys and logs; models need their own size. */
const smallestFree = 100 * 1024 ** 2;

/** The folder itself, or the nearest one above it that exists already. */
async function existingPart(folder: string): Promise<string> {
  for (let place = folder; ; place = dirname(place)) {
    const exists = await access(place).then(
      () => true,
      () => false,
    );
    if (exists || dirname(place) === place) return place;
  }
}

/** Bytes free for this user in `folder`, or where it would be made. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(await existingPart(folder));
  return bavail * bsize;
}

async function checkFolder(name: string, folder: string, setting: string): Promise<Check> {
  const place = await existingPart(folder);
  const isWritable = await access(place, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable) {
    const advice = `Give this user the right to write there, or choose another folder with ${setting}.`;
    return { name, status: 'fail', detail: `${folder} cannot be written`, advice };
  }
  const free = await freeBytes(folder);
  const detail = `${folder}: ${formatBytes(free)} free`;
  if (free >= smallestFree) return { name, status: 'ok', detail };
  return { name, status: 'fail', detail, advice: `Make room, or choose another folder with ${setting}.` };
}

export const folders: Examination = {
  name: 'Folders',
  async run({ config }) {
    return Promise.all([
      checkFolder('Data folder', config.folders.data, 'TUNELOOP_DATA'),
      checkFolder('Models folder', config.folders.models, 'LLAMA_CACHE or TUNELOOP_CACHE'),
    ]);
  },
};

export const cache: Examination = {
  name: 'Downloaded models',
  async run({ models }) {
    const list = await models.list();
    const total = list.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const names = list.map(({ id }) => id).join(', ');
    const detail = list.length === 0 ? 'none yet' : `${list.length} (${formatBytes(total)}): ${names}`;
    return [{ name: 'Downloaded models', status: 'ok', detail }];
  },
};
