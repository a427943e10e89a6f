import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { interactionRecord } from '../../test/interactions.ts';
import { openTestLog, temporaryFolder } from '../../test/log-folder.ts';
import type { LogFileSystem } from './log-writer.ts';

const day = '2026-11-21';
const now = (): Date => new Date(`${day}T09:00:00Z`);

function logFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted();
}

/** Ids of the file's lines; a line that is no record is `undefined`. */
function idsIn(folder: string, name = `${day}.jsonl`): unknown[] {
  const lines = readFileSync(join(folder, name), 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    try {
      return (JSON.parse(line) as { interaction: { id: string } }).interaction.id;
    } catch {
      return undefined;
    }
  });
}

test('a record is one line of a file that only its owner can read', () => {
  const log = openTestLog({ now });
  const record = interactionRecord('a', { output: { content: 'Two\nlines.' } });
  log.append(record);
  const path = join(log.folder, `${day}.jsonl`);
  expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(record)}\n`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(log.folder, 'writer-1.lock')).mode & 0o777).toBe(0o600);
});

describe('files', () => {
  test('are one for each UTC day', () => {
    let time = `${day}T23:59:59.999Z`;
    const log = openTestLog({ now: () => new Date(time) });
    log.append(interactionRecord('a'));
    time = '2026-11-22T00:00:00.000Z';
    log.append(interactionRecord('b'));
    expect(logFiles(log.folder)).toEqual([`${day}.jsonl`, '2026-11-22.jsonl']);
  });

  test('are followed by another one at a size, also after a restart', async () => {
    const folder = temporaryFolder();
    const first = openTestLog({ folder, now, maxFileBytes: 1 });
    for (const id of ['a', 'b']) first.append(interactionRecord(id));
    await first.close();
    openTestLog({ folder, now, maxFileBytes: 1 }).append(interactionRecord('c'));
    expect(logFiles(folder)).toEqual([`${day}.2.jsonl`, `${day}.3.jsonl`, `${day}.jsonl`]);
    expect(idsIn(folder, `${day}.3.jsonl`)).toEqual(['c']);
  });

  test('go on after a restart', async () => {
    const folder = temporaryFolder();
    const first = openTestLog({ folder, now });
    first.append(interactionRecord('a'));
    await first.close();
    openTestLog({ folder, now }).append(interactionRecord('b'));
    expect(idsIn(folder)).toEqual(['a', 'b']);
  });

  test('that somebody deletes are begun anew', async () => {
    const log = openTestLog({ now });
    log.append(interactionRecord('a'));
    await log.list('all');
    rmSync(join(log.folder, `${day}.jsonl`));
    log.append(interactionRecord('b'));
    expect(idsIn(log.folder)).toEqual(['b']);
    expect((await log.list('all')).interactions.map(({ interaction }) => interaction.id)).toEqual(['b']);
  });

  test('of two writers at a time are two', async () => {
    const folder = temporaryFolder();
    const [first, second] = [openTestLog({ folder, now }), openTestLog({ folder, now })];
    first.append(interactionRecord('a'));
    second.append(interactionRecord('b'));
    expect(logFiles(folder)).toEqual([`${day}.jsonl`, `${day}.w2.jsonl`]);
    await first.close();
    openTestLog({ folder, now }).append(interactionRecord('c'));
    expect(idsIn(folder)).toEqual(['a', 'c']);
    expect((await second.list('all')).interactions).toHaveLength(3);
  });
});

test('what a killed process left unfinished is skipped, counted, and told once', async () => {
  const folder = temporaryFolder();
  const whole = JSON.stringify(interactionRecord('a'));
  writeFileSync(join(folder, `${day}.jsonl`), `${whole}\nnot JSON\n{"version":2,"type":"new"}\n${whole.slice(0, 50)}`);
  const problems: TuneloopError[] = [];
  const log = openTestLog({ folder, now, onProblem: (problem) => problems.push(problem) });
  expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining(`${day}.jsonl is unfinished`)]);
  log.append(interactionRecord('b'));
  expect((await log.list('all')).interactions.map(({ interaction }) => interaction.id)).toEqual(['b', 'a']);
  expect(await log.counts()).toEqual({ lost: 0, unreadable: 3 });
  expect(problems.slice(1).map(({ details }) => details)).toEqual([
    {
      reason: 'unreadable',
      lines: [
        { file: `${day}.jsonl`, line: 2, reason: 'not JSON' },
        { file: `${day}.jsonl`, line: 3, reason: 'of a newer version' },
        { file: `${day}.jsonl`, line: 4, reason: 'not JSON' },
      ],
    },
  ]);
  expect(idsIn(folder)).toEqual(['a', undefined, undefined, undefined, 'b']);
});

describe('a full disk', () => {
  interface FailingDisk {
    fileSystem: LogFileSystem;
    /** Bytes that are left; half of what does not fit is written. */
    left: number;
    canTruncate: boolean;
  }

  function failingDisk(): FailingDisk {
    const disk: FailingDisk = {
      left: Number.POSITIVE_INFINITY,
      canTruncate: true,
      fileSystem: {
        openSync,
        fstatSync,
        readSync,
        closeSync,
        writeSync(descriptor, bytes, offset, length) {
          const fitting = Math.min(length, disk.left);
          if (fitting === 0) throw failure('ENOSPC');
          disk.left -= fitting;
          return writeSync(descriptor, bytes, offset, fitting);
        },
        ftruncateSync(descriptor, length) {
          if (!disk.canTruncate) throw failure('EIO');
          ftruncateSync(descriptor, length);
        },
      },
    };
    return disk;
  }

  function failure(code: string): Error {
    return Object.assign(new Error(`${code}: no`), { code });
  }

  test.each([true, false])('is told once, and no half of a line stays between others (can be cut: %s)', async (can) => {
    const disk = failingDisk();
    disk.canTruncate = can;
    const problems: TuneloopError[] = [];
    const log = openTestLog({ now, fileSystem: disk.fileSystem, onProblem: (problem) => problems.push(problem) });
    log.write(interactionRecord('a'));
    disk.left = 100;
    log.write(interactionRecord('b'));
    log.write(interactionRecord('c'));
    expect(problems).toMatchObject([{ code: 'RESOURCE_EXHAUSTED', retryable: true }]);
    expect(() => log.append(interactionRecord('d'))).toThrow('Make room');
    disk.left = Number.POSITIVE_INFINITY;
    log.write(interactionRecord('e'));
    expect(idsIn(log.folder)).toEqual(can ? ['a', 'e'] : ['a', undefined, 'e']);
    expect((await log.list('all')).interactions.map(({ interaction }) => interaction.id)).toEqual(['e', 'a']);
    expect(await log.counts()).toEqual({ lost: 2, unreadable: can ? 0 : 1 });
    disk.left = 0;
    log.write(interactionRecord('f'));
    expect(problems.filter(({ code }) => code === 'RESOURCE_EXHAUSTED')).toHaveLength(2);
  });

  test.runIf(process.platform === 'linux')('is met by writing to /dev/full', async () => {
    const folder = temporaryFolder();
    symlinkSync('/dev/full', join(folder, `${day}.jsonl`));
    const problems: TuneloopError[] = [];
    const log = openTestLog({ folder, now, onProblem: (problem) => problems.push(problem) });
    log.write(interactionRecord('a'));
    log.write(interactionRecord('b'));
    expect(problems).toMatchObject([{ code: 'RESOURCE_EXHAUSTED', details: { reason: 'ENOSPC' } }]);
    expect(await log.counts()).toEqual({ lost: 2, unreadable: 0 });
  });
});

test.each([{ folder: '' }, { maxFileBytes: 0 }, { compactAfterMs: 2 ** 31 }])('%o is refused', (options) => {
  expect(() => openTestLog(options)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
});

test('a folder that cannot be made is an error when the log is opened', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => openTestLog({ folder: join(file, 'log') })).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }));
});

test('a log that is closed, or for reading, takes nothing', async () => {
  const folder = temporaryFolder();
  const log = openTestLog({ folder });
  log.append(interactionRecord('a'));
  const reader = openTestLog({ folder, readOnly: true });
  expect((await reader.get('all', 'a')).interaction.id).toBe('a');
  expect(() => reader.append(interactionRecord('b'))).toThrow('reading only');
  await log.close();
  expect(() => log.append(interactionRecord('b'))).toThrow('closed');
  await expect(log.get('all', 'a')).rejects.toThrow('closed');
  await log.close();
  expect(logFiles(folder)).toHaveLength(1);
});
