import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToolDefinition } from '@tuneloop/protocol';
import { getLlama, LlamaLogLevel, type Llama } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeModel } from '../../src/llama-cpp/core/binding.ts';
import { Generation } from '../../src/llama-cpp/core/generation.ts';
import { createVocabulary, type Vocabulary } from '../../src/llama-cpp/core/vocabulary.ts';
import { OutputPlanner } from '../../src/hosting/output-plan.ts';
import { openLlamaCppBundle, type LlamaCppBundle } from '../bundle/llama-cpp-bundle.ts';

let bundle: LlamaCppBundle;
let folder: string;
let llama: Llama;
beforeAll(async () => {
  [bundle, folder] = await Promise.all([openLlamaCppBundle(), mkdtemp(join(tmpdir(), 'tuneloop-vocabularies-'))]);
  const logLevel = LlamaLogLevel.disabled;
  llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false, logLevel });
}, 60_000);
afterAll(async () => {
  await bundle[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** A real tokeniser without weights. */
async function withVocabulary(name: string, look: (vocabulary: Vocabulary) => void): Promise<void> {
  const path = join(folder, `${name}.gguf`);
  await writeFile(path, await bundle.read(`models/ggml-vocab-${name}.gguf`));
  const model = await llama.loadModel({ modelPath: path, vocabOnly: true });
  try {
    look(createVocabulary(nativeModel(model), model.fileInfo.metadata.tokenizer.ggml.tokens.length));
  } finally {
    await model.dispose();
  }
}

const sample = 'Grüße, 世界 😀! \n\tif (a < b) { x["é"] = \'ß\'; }  end\r\n';
const tools: ToolDefinition[] = [
  { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
];

interface Tokeniser {
  name: string;
  /** Texts of the tokens that end an output. */
  ends: string[];
  output?: {
    /** The chat template of a model that has this tokeniser. */
    template: string;
    text: string;
    /** What are tokens of their own in it. */
    marks: string[];
    content: string;
    thoughts: string;
  };
}

const tokenisers: Tokeniser[] = [
  {
    name: 'gemma-4',
    ends: ['<eos>', '<|tool_response>', '<turn|>'],
    output: {
      template: 'google-gemma-4-31B-it',
      text: '<|channel>thought\nHm.\n<channel|>Grüße.<|tool_call>call:get_weather{city:<|"|>Köln "4"<|"|>}<tool_call|><|tool_response>',
      marks: ['<|channel>', '<channel|>', '<|tool_call>', '<|"|>', '<tool_call|>', '<|tool_response>'],
      content: 'Grüße.',
      thoughts: 'Hm.',
    },
  },
  {
    name: 'qwen35',
    ends: ['</s>', '<|endoftext|>', '<|im_end|>'],
    output: {
      template: 'Qwen3.5-4B',
      text: '<think>\nHm.\n</think>\n\nGrüße.\n\n<tool_call>\n<function=get_weather>\n<parameter=city>\nKöln "4"\n</parameter>\n</function>\n</tool_call><|im_end|>',
      marks: ['<|im_end|>'],
      content: 'Grüße.',
      thoughts: 'Hm.',
    },
  },
  {
    name: 'llama-bpe',
    ends: ['<|end_of_text|>', '<|eot_id|>'],
    output: {
      template: 'meta-llama-Llama-3.1-8B-Instruct',
      text: String.raw`{"name": "get_weather", "parameters": {"city": "Köln \"4\""}}<|eot_id|>`,
      marks: ['<|eot_id|>'],
      content: '',
      thoughts: '',
    },
  },
  { name: 'deepseek-llm', ends: ['<｜end▁of▁sentence｜>'] },
  { name: 'deepseek-coder', ends: ['<｜end▁of▁sentence｜>'] },
  { name: 'llama-spm', ends: ['</s>'] },
  { name: 'phi-3', ends: ['</s>', '<|endoftext|>', '<|end|>'] },
];

describe.each(tokenisers)('the tokeniser $name', ({ name, ends, output }) => {
  it('spells any text, and its outputs are taken apart up to their end', async () => {
    const chatTemplate = output && (await bundle.chatTemplate(output.template));
    await withVocabulary(name, (vocabulary) => {
      const tokens = vocabulary.tokenizeText(sample, { begin: false, control: false });
      const text = Buffer.concat(tokens.map((token) => vocabulary.bytes(token))).toString();
      // SentencePiece begins a text with a space.
      expect(text.replace(/^ /, '')).toBe(sample);
      const ids = Array.from({ length: vocabulary.size }, (_, token) => token);
      expect(ids.filter((token) => vocabulary.isEnd(token)).map((token) => vocabulary.controlText(token))).toEqual(
        ends,
      );
      if (output !== undefined) expectTakenApart(vocabulary, chatTemplate!, output);
    });
  }, 30_000);
});

/** What an engine and its parser make of an output that comes as tokens. */
function expectTakenApart(
  vocabulary: Vocabulary,
  chatTemplate: string,
  output: NonNullable<Tokeniser['output']>,
): void {
  const tokens = vocabulary.tokenizeText(output.text, { begin: false, control: true });
  const pieces = tokens.map((token) => Buffer.from(vocabulary.piece(token)).toString());
  for (const mark of output.marks) expect(pieces).toContain(mark);

  const planner = new OutputPlanner({ chatTemplate, controlTexts: vocabulary.controlTexts });
  const prompt = [{ text: 'assistant\n', control: true }];
  const { parser, markup } = planner.plan({ prompt: { type: 'messages', messages: [] }, tools }, prompt);
  const request = { id: 'x', prompt: [0], sampling: {}, reusePrefix: true, markup };
  const generation = new Generation(request, [0], vocabulary, 1000);
  const steps = tokens.map((token) => generation.accept(token, undefined));
  expect(steps.findIndex(({ finish }) => finish !== undefined)).toBe(tokens.length - 1);
  expect(steps.at(-1)?.finish).toEqual({ reason: 'stop' });

  const events = [...steps.flatMap(({ text }) => parser!.push(text)), ...parser!.end()];
  const textOf = (type: string): string =>
    events.map((event) => (event.type === type && 'text' in event ? event.text : '')).join('');
  expect(textOf('text-delta')).toBe(output.content);
  expect(textOf('reasoning-delta')).toBe(output.thoughts);
  const call = events.map((event) => (event.type === 'tool-call-delta' ? event.arguments : '')).join('');
  expect(JSON.parse(call)).toEqual({ city: 'Köln "4"' });
}
