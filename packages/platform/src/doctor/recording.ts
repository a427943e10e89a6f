import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes } from '@tuneloop/runtime';
import { logFolder } from '../recording/create-recording.ts';
import { describeRecording } from '../recording/recording-notice.ts';
import type { Examination } from './check.ts';

/** What is recorded, where, and how much there is. */
export const recording: Examination = {
  name: 'Recording',
  async run({ config }) {
    const folder = logFolder(config);
    const files = await readdir(folder).catch(() => []);
    const sizes = await Promise.all(
      files.filter((name) => name.endsWith('.jsonl')).map(async (name) => (await stat(join(folder, name))).size),
    );
    const size = formatBytes(sizes.reduce((sum, bytes) => sum + bytes, 0));
    const there = sizes.length === 0 ? 'Nothing is there yet.' : `${size} there.`;
    return [{ name: 'Recording', status: 'ok', detail: `${describeRecording(config)} ${there}` }];
  },
};
