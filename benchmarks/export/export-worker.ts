/** One run, in a process of its own: `export-worker.ts flat|log INPUT OUTPUT` prints one line of JSON. */
import { readRows } from '@tuneloop/datasets';
import type { JudgedInteraction } from '@tuneloop/protocol';
import { exportInteractions, openInteractionLog } from '@tuneloop/rlhf';
import { judgedOf, type FlatInteraction } from './generated-interactions.ts';

const [kind, input, output] = process.argv.slice(2) as [string, string, string];

async function* flatRecords(): AsyncGenerator<JudgedInteraction> {
  for await (const { row } of readRows(input)) yield judgedOf(row as unknown as FlatInteraction);
}

const log = kind === 'log' ? openInteractionLog({ folder: input, readOnly: true }) : undefined;
const startedAt = performance.now();
const { rows, used } = await exportInteractions({
  log: log ?? { records: flatRecords },
  format: 'dpo',
  output,
});
const seconds = (performance.now() - startedAt) / 1000;
await log?.close();
console.log(JSON.stringify({ seconds, peakBytes: process.resourceUsage().maxRSS * 1024, rows, used }));
