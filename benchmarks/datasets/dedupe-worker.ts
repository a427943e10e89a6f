/** One run of the comparison, in a process of its own: `dedupe-worker.ts FILE THRESHOLD` prints one line of JSON. */
import { findDuplicates, readRows } from '@tuneloop/datasets';

const [file, threshold] = process.argv.slice(2);
const startedAt = performance.now();
async function* rows(): AsyncGenerator {
  for await (const { row } of readRows(file!)) yield row;
}
const duplicates = await findDuplicates(rows(), { near: { threshold: Number(threshold) } });
const dropped: number[] = [];
for (let row = 0; row < duplicates.rows; row++) if (!duplicates.isKept(row)) dropped.push(row);
const seconds = (performance.now() - startedAt) / 1000;
console.log(JSON.stringify({ seconds, peakBytes: process.resourceUsage().maxRSS * 1024, dropped }));
