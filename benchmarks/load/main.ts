/** Load on any server that speaks OpenAI's API. */
import { programArguments, wholeNumber } from '../arguments.ts';
import { markdownTable } from '../table.ts';
import { figuresHeader, figuresRow } from './report.ts';
import { runLoad } from './run-load.ts';

const usage = `Usage: npm run benchmark:load -- --url http://127.0.0.1:8000/v1 [--model NAME] [--key KEY]
  --streams N          requests at the same time (1)
  --requests N         requests altogether (16)
  --duration SECONDS   no new request after this (120)
  --prompt-tokens N    length of each prompt, about (128)
  --shared-tokens N    of these, the first ones that all prompts share (64)
  --max-tokens N       output tokens (64)
  --seed N             other prompts (1)
  --pid N,N            processes whose memory is watched
  --json               figures as JSON

Sends to loopback addresses only.`;
const values = programArguments(usage, {
  url: { type: 'string', default: 'http://127.0.0.1:8000/v1' },
  model: { type: 'string', default: 'default' },
  key: { type: 'string' },
  streams: { type: 'string' },
  requests: { type: 'string' },
  duration: { type: 'string' },
  'prompt-tokens': { type: 'string' },
  'shared-tokens': { type: 'string' },
  'max-tokens': { type: 'string' },
  seed: { type: 'string' },
  pid: { type: 'string' },
  json: { type: 'boolean', default: false },
});
if (!['127.0.0.1', 'localhost', '[::1]'].includes(new URL(values.url).hostname)) {
  console.error(`${values.url} is not on this machine; load is sent to loopback addresses only.`);
  process.exit(2);
}
const figures = await runLoad({
  baseUrl: values.url,
  model: values.model,
  apiKey: values.key,
  streams: wholeNumber('streams', values.streams, 1),
  requests: wholeNumber('requests', values.requests, 16),
  durationSeconds: wholeNumber('duration', values.duration, 120),
  promptTokens: wholeNumber('prompt-tokens', values['prompt-tokens'], 128),
  sharedTokens: wholeNumber('shared-tokens', values['shared-tokens'], 64, 0),
  maxTokens: wholeNumber('max-tokens', values['max-tokens'], 64),
  seed: wholeNumber('seed', values.seed, 1, 0),
  processIds: values.pid?.split(',').map(Number) ?? [],
});
console.log(values.json ? JSON.stringify(figures) : markdownTable(figuresHeader, [figuresRow(values.url, figures)]));
for (const error of new Set(figures.errors)) console.error(`error: ${error}`);
process.exitCode = figures.errors.length > 0 ? 1 : 0;
