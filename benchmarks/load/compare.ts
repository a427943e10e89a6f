/** The same load on two servers, round about, so that a drift of the machine hits both alike. */
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { median } from '../statistics.ts';
import { markdownTable } from '../table.ts';
import { figuresHeader, figuresRow } from './report.ts';
import { runLoad, type LoadFigures } from './run-load.ts';

const usage = `Usage: npm run benchmark:compare -- --a URL --b URL [--rounds 3] [--streams 1,4,8] [--requests 16]
  [--prompt-tokens 600] [--shared-tokens 500] [--max-tokens 128] [--pid-a N,N] [--pid-b N,N]

Both servers must be running on this machine with the same model, threads and context.`;
const values = programArguments(usage, {
  a: { type: 'string' },
  b: { type: 'string' },
  rounds: { type: 'string' },
  streams: { type: 'string', default: '1,4,8' },
  requests: { type: 'string' },
  'prompt-tokens': { type: 'string' },
  'shared-tokens': { type: 'string' },
  'max-tokens': { type: 'string' },
  'pid-a': { type: 'string' },
  'pid-b': { type: 'string' },
});
const urls = [values.a, values.b];
for (const url of urls) {
  if (url === undefined || !['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)) {
    console.error(usage);
    process.exit(2);
  }
}
const rounds = wholeNumber('rounds', values.rounds, 3);
const processIds = [values['pid-a'], values['pid-b']].map((list) => list?.split(',').map(Number) ?? []);

console.log(`${machineDescription()}; ${rounds} rounds\n`);
for (const streams of values.streams.split(',').map(Number)) {
  const figures: [LoadFigures[], LoadFigures[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const server of round % 2 === 0 ? [0, 1] : [1, 0]) {
      figures[server]!.push(
        await runLoad({
          baseUrl: urls[server]!,
          model: 'default',
          streams,
          requests: Math.max(streams, wholeNumber('requests', values.requests, 16)),
          durationSeconds: 300,
          promptTokens: wholeNumber('prompt-tokens', values['prompt-tokens'], 600),
          sharedTokens: wholeNumber('shared-tokens', values['shared-tokens'], 500, 0),
          maxTokens: wholeNumber('max-tokens', values['max-tokens'], 128),
          seed: round * 1000 + streams,
          processIds: processIds[server]!,
        }),
      );
    }
  }
  const middle = figures.map((all) => all.toSorted((a, b) => a.tokensPerSecond - b.tokensPerSecond)[all.length >> 1]!);
  console.log(`${streams} streams (the round in the middle)\n`);
  console.log(
    markdownTable(
      figuresHeader,
      middle.map((row, index) => figuresRow(urls[index]!, row)),
    ),
  );
  const ratio = (pick: (row: LoadFigures) => number): string =>
    median(figures[0].map((row, index) => pick(row) / pick(figures[1][index]!))).toFixed(3);
  console.log(
    `\na / b, median of rounds: tokens/s ${ratio((row) => row.tokensPerSecond)}, ` +
      `TTFT p50 ${ratio((row) => row.timeToFirstToken.p50)}, p95 ${ratio((row) => row.timeToFirstToken.p95)}\n`,
  );
}
