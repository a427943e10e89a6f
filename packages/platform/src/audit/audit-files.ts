import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const pattern = /^audit-(\d{6})\.jsonl$/;

/** Of the file with this number, from 1. */
export function auditFile(folder: string, number: number): string {
  return join(folder, `audit-${String(number).padStart(6, '0')}.jsonl`);
}

/** The numbers of the files that there are, the oldest first. */
export async function auditFileNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((one, other) => one - other);
}
