/** How long the server's event loop is held up while streams run: engine and HTTP must not disturb each other. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { createPlatform, loadConfig } from '@tuneloop/platform';
import { programArguments, wholeNumber } from './arguments.ts';
import { machineDescription } from './machine.ts';
import { markdownTable } from './table.ts';

const usage = `Usage: npm run benchmark:event-loop -- [--streams 8] [--requests 24] [--threads N]

The load comes from a process of its own; the delay is that of the process that answers HTTP.`;
const values = programArguments(usage, {
  streams: { type: 'string' },
  requests: { type: 'string' },
  threads: { type: 'string' },
});
const streams = wholeNumber('streams', values.streams, 8);
const requests = wholeNumber('requests', values.requests, 24);
const folder = await mkdtemp(join(tmpdir(), 'tuneloop-benchmark-'));
const { config } = await loadConfig({
  flags: { port: 0, data: folder, slots: streams, contextSize: 2048, threads: values.threads, logLevel: 'silent' },
});
await using platform = await createPlatform(config);
const { url } = await platform.listen();
await platform.provider.acquire(undefined);

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const load = fork(
  fileURLToPath(new URL('load/main.ts', import.meta.url)),
  ['--url', `${url}/v1`, '--streams', String(streams), '--requests', String(requests), '--max-tokens', '96'],
  { stdio: 'inherit' },
);
await once(load, 'exit');
delay.disable();
// The histogram holds the timer's whole period; what is over its millisecond is delay.
const milliseconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - 1);
console.log(`\n${machineDescription()}; ${streams} streams\n`);
console.log(
  markdownTable(
    ['delay of the event loop', 'ms'],
    [
      ['p50', milliseconds(delay.percentile(50))],
      ['p99', milliseconds(delay.percentile(99))],
      ['worst', milliseconds(delay.max)],
    ],
  ),
);
await rm(folder, { recursive: true, force: true });
