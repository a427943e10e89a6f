import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openInteractionLog } from '../src/log/open-interaction-log.ts';
import { interactionRecord } from './interactions.ts';

/**
 * Records interactions and rates every third of them, and says each id on standard output once the call has returned, until
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
  // The index is read in the background meanwhile.
  await nextTurn();
}
await log.close();
