import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { auditFile, auditFileNumbers } from './audit-files.ts';
import { auditLine, firstPrevious, readAuditLine, type AuditEntry, type AuditRecord } from './audit-record.ts';

export interface AuditPage {
  /** The newest first. */
  records: AuditRecord[];
  hasMore: boolean;
}

/** What administrators did, for good: lines are added and never changed. */
export interface AuditLog {
  /** Resolves once the line is on the disk. Errors: `STORE_FAILED`. */
  append(entry: AuditEntry): Promise<AuditRecord>;
  /** Up to `limit` records in front of `before` (a sequence number). Errors: `STORE_FAILED`. */
  list(options: { before?: number | undefined; limit: number }): Promise<AuditPage>;
}

export interface AuditLogOptions {
  /** Made with the first line, for its owner alone. */
  folder: string;
  /** Beyond this size the next line begins another file. Default 16 MiB. */
  fileBytes?: number | undefined;
}

/**
 * An append-only log in `audit-000001.jsonl` and so on, mode 0600. Each line holds the SHA-256 of the one before, across
 * files, so that a line that was changed, removed or put in shows (`verifyAuditLog`). Several processes may write at once.
 * Half a line, which a crash leaves, was never acknowledged: it is cut off.
 */
export function createAuditLog({ folder, fileBytes = 16 * 1024 ** 2 }: AuditLogOptions): AuditLog {
  let queue: Promise<unknown> = Promise.resolve();

  async function write(entry: AuditEntry): Promise<AuditRecord> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return withFileLock(join(folder, 'audit.lock'), async () => {
      const last = await readEnd(folder);
      const number = last.sizeBytes >= fileBytes ? last.number + 1 : last.number;
      const content = {
        ...entry,
        sequence: (last.record?.sequence ?? 0) + 1,
        time: new Date().toISOString(),
        previous: last.record?.hash ?? firstPrevious,
      };
      const { line, hash } = auditLine(content);
      const file = await open(auditFile(folder, number), 'a', 0o600);
      try {
        await file.writeFile(`${line}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      return { ...content, hash };
    });
  }

  return {
    append(entry) {
      const written = queue
        .then(() => write(entry))
        .catch((error: unknown) => {
          if (TuneloopError.isInstance(error)) throw error;
          throw new TuneloopError('STORE_FAILED', `The audit log in ${folder} cannot be written.`, { cause: error });
        });
      queue = written.catch(() => undefined);
      return written;
    },
    async list({ before = Number.MAX_SAFE_INTEGER, limit }) {
      const records: AuditRecord[] = [];
      for (const number of (await auditFileNumbers(folder)).toReversed()) {
        const lines = (await readFile(auditFile(folder, number), 'utf8')).split('\n').toReversed();
        for (const line of lines) {
          const record = readAuditLine(line);
          if (record === undefined || record.sequence >= before) continue;
          if (records.length === limit) return { records, hasMore: true };
          records.push(record);
        }
      }
      return { records, hasMore: false };
    },
  };
}

interface End {
  number: number;
  sizeBytes: number;
  record: AuditRecord | undefined;
}

/** A line is far shorter. */
const tailBytes = 64 * 1024;

/** Where the next line goes, and what it follows. Errors: `STORE_FAILED` where the last line is not as it was written. */
async function readEnd(folder: string): Promise<End> {
  const numbers = await auditFileNumbers(folder);
  for (const number of numbers.toReversed()) {
    const file = await open(auditFile(folder, number), 'r+');
    try {
      const end = await lastLine(file);
      // A new file in which the first line was cut short: the chain ends in the one before.
      if (end.line === undefined) continue;
      const record = readAuditLine(end.line);
      if (record) return { number: numbers.at(-1)!, sizeBytes: number === numbers.at(-1) ? end.sizeBytes : 0, record };
      const message = `The last line of ${auditFile(folder, number)} is not as it was written; "tuneloop audit verify" tells more.`;
      throw new TuneloopError('STORE_FAILED', message);
    } finally {
      await file.close();
    }
  }
  return { number: numbers.at(-1) ?? 1, sizeBytes: 0, record: undefined };
}

async function lastLine(file: FileHandle): Promise<{ line: string | undefined; sizeBytes: number }> {
  const { size } = await file.stat();
  const start = Math.max(0, size - tailBytes);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
  const tail = buffer.subarray(0, bytesRead);
  const whole = tail.lastIndexOf(0x0a) + 1;
  if (whole < tail.length) await file.truncate(start + whole);
  const line = tail
    .subarray(0, Math.max(0, whole - 1))
    .toString('utf8')
    .split('\n')
    .at(-1);
  return { line: line || undefined, sizeBytes: start + whole };
}
