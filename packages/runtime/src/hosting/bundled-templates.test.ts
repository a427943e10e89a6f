import type { Message } from '@tuneloop/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLlamaCppBundle, type LlamaCppBundle } from '../../test/bundle/llama-cpp-bundle.ts';
import type { CoreDescription } from './hosted-core.ts';
import { PromptRenderer } from './prompt.ts';

let bundle: LlamaCppBundle;
let files: string[];
beforeAll(async () => {
  bundle = await openLlamaCppBundle();
  files = (await bundle.list('models/templates')).filter((name) => name.endsWith('.jinja'));
}, 60_000);
afterAll(() => bundle[Symbol.asyncDispose]());

const tools = [
  {
    name: 'clock',
    description: 'Tells the time.',
    parameters: { type: 'object', properties: { zone: { type: 'string', description: 'Where.' } }, required: ['zone'] },
  },
];
const conversation: Message[] = [
  { role: 'system', content: 'first-rule' },
  { role: 'user', content: 'first-question' },
  { role: 'assistant', content: 'first-answer' },
  { role: 'system', content: 'second-rule' },
  { role: 'user', content: 'second-question' },
];
const withCall: Message[] = [
  { role: 'user', content: 'first-question' },
  {
    role: 'assistant',
    content: '',
    toolCalls: [
      { id: 'toolu_01A09q90qw90lq917835lq9', name: 'clock', arguments: '{"zone":"called-zone"}' },
      { id: 'functions.clock:1', name: 'clock', arguments: '{"zone":"other-zone"}' },
    ],
  },
  { role: 'tool', toolCallId: 'toolu_01A09q90qw90lq917835lq9', content: 'the-result' },
  { role: 'tool', toolCallId: 'functions.clock:1', content: 'another-result' },
  { role: 'assistant', content: 'first-answer' },
  { role: 'user', content: 'second-question' },
];

// It is given the time and its tools as text by those who render it.
const wantsVariables: unknown = expect.stringContaining('undefined values');

/** What goes wrong with each template that something goes wrong with. */
async function failures(messages: Message[], hasTools: boolean): Promise<Record<string, string>> {
  const words = messages
    .map(({ content }) => content as string)
    .filter((text) => text !== '' && text !== 'first-answer');
  const expected = hasTools ? [...words, 'called-zone', 'other-zone'] : words;
  const found: Record<string, string> = {};
  for (const file of files) {
    const name = file.slice(0, -'.jinja'.length);
    try {
      const chatTemplate = await bundle.chatTemplate(name);
      const description = { chatTemplate, bosText: '<bos>', eosText: '<eos>', controlTexts: [] as string[] };
      const renderer = new PromptRenderer(description as Partial<CoreDescription> as CoreDescription);
      const pieces = renderer.render({ type: 'messages', messages }, hasTools ? { tools } : {});
      const prompt = pieces.map((piece) => (typeof piece === 'number' ? '' : piece.text)).join('');
      const missing = expected.filter((word) => !prompt.includes(word));
      if (missing.length > 0) found[name] = `leaves out ${missing.join(', ')}`;
    } catch (error) {
      found[name] = (error as Error).message;
    }
  }
  expect(files.length).toBeGreaterThan(60);
  return found;
}

it('puts two system messages into every template', async () => {
  expect(await failures(conversation, false)).toEqual({ 'fireworks-ai-llama-3-firefunction-v2': wantsVariables });
}, 60_000);

it('puts what one side says in a row, and calls with odd arguments, into every template', async () => {
  const odd = (text: string): Message[] => [
    { role: 'user', content: 'first-question' },
    { role: 'user', content: 'more-of-it' },
    { role: 'assistant', content: '', toolCalls: [{ id: 'abcdefghi', name: 'clock', arguments: text }] },
    { role: 'tool', toolCallId: 'abcdefghi', content: 'the-result' },
  ];
  const known = {
    'fireworks-ai-llama-3-firefunction-v2': wantsVariables,
    'meetkai-functionary-medium-v3.2': expect.stringContaining('Cannot unpack'),
  };
  expect(await failures(odd('{"zone": "called-zone, other-zone'), true)).toEqual(known);
}, 60_000);

it('puts calls and their results into every template', async () => {
  expect(await failures(withCall, true)).toEqual({
    'fireworks-ai-llama-3-firefunction-v2': wantsVariables,
    'meetkai-functionary-medium-v3.2': expect.stringContaining('Cannot unpack non-iterable type: TupleValue'),
  });
}, 60_000);

it.each([
  'openai-gpt-oss-120b',
  'LFM2.5-8B-A1B',
  'google-gemma-4-31B-it',
  'Qwen-Qwen3-0.6B',
  'Qwen3.5-4B',
  'GLM-4.6',
  'Kimi-K2-Thinking',
  'MiniMax-M2',
  'ByteDance-Seed-OSS',
])('puts thoughts before a call into %s', async (file) => {
  const chatTemplate = await bundle.chatTemplate(file);
  const description = { chatTemplate, bosText: '', eosText: '', controlTexts: [] as string[] };
  const renderer = new PromptRenderer(description as Partial<CoreDescription> as CoreDescription);
  const toolCalls = [{ id: 'abcdefghi', name: 'clock', arguments: '{"zone":"called-zone"}' }];
  for (const content of ['', 'some-words']) {
    const messages: Message[] = [
      { role: 'user', content: 'first-question' },
      { role: 'assistant', content, reasoning: 'some-thoughts', toolCalls },
      { role: 'tool', toolCallId: 'abcdefghi', content: 'the-result' },
    ];
    const pieces = renderer.render({ type: 'messages', messages }, { tools });
    const prompt = pieces.map((piece) => (typeof piece === 'number' ? '' : piece.text)).join('');
    // Next to words it has no place for them.
    const expected = file === 'openai-gpt-oss-120b' && content !== '' ? content : 'some-thoughts';
    expect(prompt).toContain(expected);
  }
});
