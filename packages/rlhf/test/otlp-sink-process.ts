import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOpenTelemetrySink } from '../src/otel/index.ts';
import { interactionRecord } from './interactions.ts';

/**
 * Tells a receiver of interactions and says the id of each on standard output once the call has returned, until it is
 * killed.
 */
const [folder, url, prefix] = process.argv.slice(2);
if (folder === undefined || url === undefined || prefix === undefined)
  throw new Error('Give a folder, a URL, a prefix.');
const sink = createOpenTelemetrySink({
  folder,
  receiver: { url, encoding: 'json' },
  delayMs: 5,
  retry: { firstMs: 5, longestMs: 20 },
});
for (let number = 0; ; number++) {
  sink.write(interactionRecord(`${prefix}-${number}`));
  writeSync(1, `${prefix}-${number}\n`);
  if (number % 20 === 0) await sleep(1);
}
