import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventSink, Interaction, Judge, LogRecord } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { interactionRecord } from '../../test/interactions.ts';
import { openTestLog } from '../../test/log-folder.ts';
import type { OpenInteractionLog } from '../log/open-log.ts';
import { createRecorder, type Recorder, type RecorderOptions } from './create-recorder.ts';
import type { ValueRedactor } from './redacted-text.ts';

const ada: Judge = { author: 'ada', source: 'web' };
const secret = 'xylophone';

/** Replaces one word wherever it stands. */
const redactor: ValueRedactor = {
  redactValue: <T>(value: T) => JSON.parse(JSON.stringify(value).replaceAll(secret, '[SECRET_1]')) as T,
};

/** Has the secret in every text that there is. */
const everywhere = interactionRecord('a', {
  prompt: { type: 'messages', messages: [{ role: 'user', content: `My ${secret}.` }] },
  tools: [{ name: 'play', description: `Plays the ${secret}.`, parameters: { type: 'object' } }],
  output: {
    content: `Your ${secret}.`,
    reasoning: `A ${secret}?`,
    toolCalls: [{ id: 'c', name: 'play', arguments: `{"what":"${secret}"}` }],
  },
  settings: {
    maxTokens: 5,
    stop: [secret],
    templateVariables: { name: secret },
    outputFormat: { type: 'grammar', grammar: `root ::= "${secret}"` },
  },
  tokens: [{ token: secret, tokenId: 1, logprob: 0 }],
  user: secret,
  client: secret,
  tags: [secret],
  error: { code: 'OUTPUT_INVALID', message: `Not ${secret}.`, details: { text: secret }, retryable: false },
});

const call: LogRecord = {
  version: 1,
  type: 'tool-call',
  call: {
    id: 'call',
    time: '2026-11-21T08:00:00.000Z',
    owner: '',
    tool: 'play',
    arguments: { what: secret },
    decision: 'allow',
    reason: `Because of the ${secret}.`,
    status: 'error',
    error: `There is no ${secret}.`,
    durationMs: 1,
    resultBytes: 0,
  },
};

function record(options: Omit<RecorderOptions, 'log' | 'sinks'>): {
  recorder: Recorder;
  log: OpenInteractionLog & { folder: string };
  told: LogRecord[];
} {
  const log = openTestLog();
  const told: LogRecord[] = [];
  const recorder = createRecorder({ ...options, log, sinks: [{ write: (record) => told.push(record) }] });
  return { recorder, log, told };
}

async function recorded({ log }: { log: OpenInteractionLog }): Promise<Interaction> {
  return (await log.get('all', 'a')).interaction;
}

test('full: everything is written, and told', async () => {
  const recording = record({ privacy: 'full' });
  recording.recorder.write(everywhere);
  expect({ version: 1, type: 'interaction', interaction: await recorded(recording) }).toEqual(everywhere);
  expect(recording.told).toEqual([everywhere]);
});

test('off: nothing of generations and tools is written or told', async () => {
  const { recorder, log, told } = record({ privacy: 'off' });
  recorder.write(everywhere);
  recorder.write(call);
  expect((await log.list('all')).interactions).toEqual([]);
  expect(told).toEqual([]);
});

describe('metadata', () => {
  test('keeps no text, of generations, tools or people', async () => {
    const recording = record({ privacy: 'metadata' });
    const { recorder, log, told } = recording;
    recorder.write(interactionRecord('a', { ...fieldsOf(everywhere), user: 'u', client: 'c', tags: [] }));
    recorder.write({ ...call, call: { ...call.call, reason: 'the policy' } });
    await recorder.log.rate('all', 'a', { thumb: 'up', comment: secret, correction: secret }, ada);
    recorder.write(interactionRecord('b', fieldsOf(everywhere, { tags: [], user: 'u', client: 'c' })));
    await recorder.log.compare('all', { id: 'x', drafts: ['a', 'b'] });
    await recorder.log.choose('all', 'x', { outcome: 'tie', comment: secret }, ada);
    const found = await log.get('all', 'a');
    expect(found.interaction).toMatchObject({ model: 'small', user: 'u', settings: { maxTokens: 5 } });
    expect(found.interaction.usage).toBeDefined();
    expect(found.ratings).toMatchObject([{ thumb: 'up' }]);
    expect(found.choices).toMatchObject([{ outcome: 'tie' }]);
    expect(JSON.stringify(told)).not.toContain(secret);
    expect(filesHolding(log.folder, secret)).toEqual([]);
  });

  test('refuses a rating that is text alone, and lets one be taken back', async () => {
    const { recorder } = record({ privacy: 'metadata' });
    recorder.write(interactionRecord('a'));
    await expect(recorder.log.rate('all', 'a', { comment: 'Good.' }, ada)).rejects.toThrow('recording.privacy');
    expect(await recorder.log.rate('all', 'a', { comment: null }, ada)).toMatchObject({ comment: null });
  });
});

describe('redaction', () => {
  test('leaves nothing unredacted in any file, nor with any sink', async () => {
    const { recorder, log, told } = record({ privacy: 'full', redactor });
    recorder.write(everywhere);
    recorder.write(interactionRecord('b', fieldsOf(everywhere)));
    recorder.write(call);
    await recorder.log.rate('all', 'a', { comment: secret, correction: `The ${secret}.`, tags: [secret] }, ada);
    await recorder.log.compare('all', { id: 'x', drafts: ['a', 'b'] });
    await recorder.log.choose('all', 'x', { outcome: 'tie', comment: secret }, ada);
    const found = await log.get('all', 'a');
    expect(found.interaction.output?.content).toBe('Your [SECRET_1].');
    expect(found.interaction.settings).toMatchObject({ maxTokens: 5, stop: ['[SECRET_1]'] });
    // They spell the answer out.
    expect(found.interaction.tokens).toBeUndefined();
    expect(found.ratings).toMatchObject([{ comment: '[SECRET_1]', correction: 'The [SECRET_1].' }]);
    expect(told).toHaveLength(6);
    expect(JSON.stringify(told)).not.toContain(secret);
    expect(filesHolding(log.folder, secret)).toEqual([]);
    expect(filesHolding(log.folder, '[SECRET_1]')).toContain('index.sqlite-wal');
  });

  test('keeps tokens of an answer that it did not change, and drops prompts that are tokens', async () => {
    const recording = record({ privacy: 'full', redactor });
    const tokens = [{ token: 'It', tokenId: 1, logprob: 0 }];
    recording.recorder.write(interactionRecord('a', { prompt: { type: 'tokens', tokens: [1, 2] }, tokens }));
    const interaction = await recorded(recording);
    expect(interaction.tokens).toEqual(tokens);
    expect(interaction.prompt).toBeUndefined();
  });

  test('that fails loses the record, and says so', async () => {
    const problems: string[] = [];
    const broken: ValueRedactor = {
      redactValue: () => {
        throw new Error('too deep');
      },
    };
    const { recorder, log } = record({
      privacy: 'full',
      redactor: broken,
      onProblem: ({ message }) => problems.push(message),
    });
    recorder.write(everywhere);
    expect((await log.list('all')).interactions).toEqual([]);
    expect(problems).toEqual(['too deep']);
  });
});

test('a sink that throws breaks neither the log nor the others', async () => {
  const log = openTestLog();
  const told: LogRecord[] = [];
  const problems: string[] = [];
  const broken: EventSink = {
    write: () => {
      throw new Error('down');
    },
  };
  const sinks = [broken, { write: (record: LogRecord) => told.push(record) }];
  const recorder = createRecorder({ log, sinks, privacy: 'full', onProblem: ({ message }) => problems.push(message) });
  recorder.write(interactionRecord('a', { conversation: 'talk' }));
  await recorder.log.rate('all', 'a', { thumb: 'up' }, ada);
  expect(await recorder.log.deleteConversation(undefined, 'talk')).toBe(1);
  await expect(recorder.log.get('all', 'a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(told.map(({ type }) => type)).toEqual(['interaction', 'rating', 'deletion']);
  expect(problems).toEqual(['down', 'down', 'down']);
});

function fieldsOf(record: LogRecord, more: Partial<Interaction> = {}): Partial<Interaction> {
  if (record.type !== 'interaction') throw new Error('no interaction');
  const { id: _id, request: _request, ...fields } = record.interaction;
  return { ...fields, ...more };
}

function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));
}
