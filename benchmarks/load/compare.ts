/** The same load on two servers, round about, so that a drift of the machine hits both alike. */
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { interleave, interleavedReport, type LoadedServer } from './interleave.ts';

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
const servers = urls.map((url, index): LoadedServer => {
  const processIds = index === 0 ? values['pid-a'] : values['pid-b'];
  return { name: url!, baseUrl: url!, processIds: processIds?.split(',').map(Number) ?? [] };
});

console.log(`${machineDescription()}; ${rounds} rounds\n`);
for (const streams of values.streams.split(',').map(Number)) {
  const figures = await interleave(servers, {
    rounds,
    model: 'default',
    streams,
    requests: Math.max(streams, wholeNumber('requests', values.requests, 16)),
    promptTokens: wholeNumber('prompt-tokens', values['prompt-tokens'], 600),
    sharedTokens: wholeNumber('shared-tokens', values['shared-tokens'], 500, 0),
    maxTokens: wholeNumber('max-tokens', values['max-tokens'], 128),
  });
  console.log(`${streams} streams (the round in the middle)\n\n${interleavedReport(servers, figures)}\n`);
}
