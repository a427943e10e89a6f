import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { openInteractionLog } from '../src/log/open-interaction-log.ts';
import { interactionRecord } from './interactions.ts';

/**
 * Records interactions, rates every third of them, deletes others and compacts the log meanwhile, and says each id on standard output once the call has returned, until
 * it is killed. With `count` it waits for a line on standard input first, and ends when it has recorded so many.
 */
const [folder, prefix, count] = process.argv.slice(2);
if (folder === undefined || prefix === undefined) throw new Error('Give the folder of the log and a prefix for ids.');
const log = openInteractionLog({ folder, maxFileBytes: 3_000_000 });
if (count !== undefined) {
  writeSync(1, 'ready\n');
  await once(process.stdin, 'data');
  process.stdin.destroy();
}
let isCompacting = false;
async function compact(): Promise<void> {
  if (isCompacting) return;
  isCompacting = true;
  await log.compact().catch((error: unknown) => {
    // Another process does, or this one ends.
    if (!TuneloopError.isInstance(error)) throw error;
  });
  isCompacting = false;
}

const last = count === undefined ? Number.POSITIVE_INFINITY : Number(count);
for (let number = 0; number < last; number++) {
  const id = `${prefix}-${number}`;
  // Now and then a long one, which takes the system a while to write: a kill may come in the middle of it.
  const content = number % 10 === 1 ? `${id} `.repeat(150_000) : id;
  log.append(interactionRecord(id, { output: { content }, time: new Date().toISOString() }));
  writeSync(1, `interaction ${id}\n`);
  if (number % 3 === 0) {
    const rating = await log.rate('all', id, { thumb: 'up', comment: id }, { author: 'ada', source: 'api' });
    writeSync(1, `rating ${id} ${rating.id}\n`);
  }
  if (number % 4 === 3) {
    const other = `${prefix}-${number - 2}`;
    writeSync(1, `deleting ${other}\n`);
    await log.delete('all', other);
    writeSync(1, `deletion ${other}\n`);
  }
  if (number % 5 === 4) void compact();
  // The index is read in the background meanwhile.
  await nextTurn();
}
await log.close();
