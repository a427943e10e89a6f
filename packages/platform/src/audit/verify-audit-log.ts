import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { auditFile, auditFileNumbers } from './audit-files.ts';
import { firstPrevious, readAuditLine } from './audit-record.ts';

export interface AuditVerdict {
  /** Lines that are as they were written. */
  records: number;
  files: number;
  /** The last of them: kept elsewhere, it shows later that none was cut off behind it. */
  lastHash: string;
  /** The first thing that is not as it should be. */
  problem?: { file: string; line: number; message: string } | undefined;
}

/**
 * Reads the whole log and holds each line against its hash, its number and the line before.
 *
 * @param options.expected a hash that was the last once: without its line, lines were cut off the end.
 */
export async function verifyAuditLog(
  folder: string,
  options: { expected?: string | undefined } = {},
): Promise<AuditVerdict> {
  const numbers = await auditFileNumbers(folder);
  let records = 0;
  let lastHash = firstPrevious;
  let isExpectedMet = options.expected === undefined || options.expected === firstPrevious;
  for (const [index, number] of numbers.entries()) {
    const file = auditFile(folder, number);
    const fail = (line: number, message: string): AuditVerdict => ({
      records,
      files: numbers.length,
      lastHash,
      problem: { file: basename(file), line, message },
    });
    if (number !== index + 1) return fail(0, `file ${index + 1} is missing`);
    let lineNumber = 0;
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      lineNumber++;
      const record = readAuditLine(line);
      if (record === undefined) return fail(lineNumber, 'the line was changed, or is no line of this log');
      if (record.previous !== lastHash) return fail(lineNumber, 'the line before it was removed, changed or put in');
      if (record.sequence !== records + 1)
        return fail(lineNumber, `it has the number ${record.sequence}, not ${records + 1}`);
      records++;
      lastHash = record.hash;
      if (lastHash === options.expected) isExpectedMet = true;
    }
  }
  const files = numbers.length;
  if (isExpectedMet) return { records, files, lastHash };
  const file = basename(auditFile(folder, numbers.at(-1) ?? 1));
  return {
    records,
    files,
    lastHash,
    problem: { file, line: 0, message: 'the line with the expected hash is missing' },
  };
}
