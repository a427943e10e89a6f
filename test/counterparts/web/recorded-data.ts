import type { Interaction, Rating } from '@tuneloop/protocol';
import type { AppServer } from './open-app.ts';
import { hostile } from './scripted-answers.ts';

/*
 * What the tests of the data pages find in the log: some days of questions and answers, judged.
 */

const begin = Date.parse('2026-11-02T08:00:00.000Z');
const hour = 3_600_000;
const at = (hours: number): string => new Date(begin + hours * hour).toISOString();

const topics = [
  ['Write to ada@example.org, please.', 'I have no way to send mail to ada@example.org.'],
  ['Name a prime number above 100.', '101 is the first one.'],
  ['Why is the sky blue?', 'Air scatters blue light more than red light, so that it reaches us from everywhere.'],
  ['What is a mutex good for?', 'It lets one thread at a time into a **critical section**.'],
  ['Translate “good morning” into French.', 'Bonjour.'],
] as const;

function interaction(index: number, more: Partial<Interaction> = {}): Interaction {
  const [question, answer] = topics[index % topics.length]!;
  const id = `chatcmpl-data-${String(index).padStart(3, '0')}`;
  return {
    id,
    request: id,
    step: 0,
    choice: 0,
    // More by day than by night.
    time: at(index * 3 + (index % 4 === 0 ? 9 : 0)),
    model: index % 3 === 0 ? 'qwen3-0.6b' : 'smollm2-135m-instruct',
    backend: 'llama.cpp',
    adapters: index % 7 === 0 ? [{ id: 'concise@2', scale: 0.8 }] : [],
    prompt: {
      type: 'messages',
      messages: [
        { role: 'system', content: 'You answer shortly.' },
        { role: 'user', content: `${question} (${index})` },
      ],
    },
    output: { content: answer },
    settings: { sampling: { temperature: 0.7, seed: index }, maxTokens: 256 },
    finishReason: 'stop',
    usage: { promptTokens: 24, cachedTokens: 12, completionTokens: 18, reasoningTokens: 0 },
    timings: { queueMs: 0, prefillMs: 40, timeToFirstTokenMs: 60, decodeMs: 400, totalMs: 460 },
    client: 'OpenAI/JS 6.9.1',
    tags: index % 5 === 0 ? ['physics'] : [],
    ...more,
  };
}

const tokens: NonNullable<Interaction['tokens']> = [
  ['101', 0.62, ['103', 0.21], ['107', 0.09]],
  [' is', 0.97, [' comes', 0.02], [' was', 0.01]],
  [' the', 0.88, [' a', 0.08], [' prime', 0.02]],
  [' first', 0.31, [' smallest', 0.36], [' next', 0.2]],
  [' one', 0.74, [' prime', 0.2], [' number', 0.04]],
  ['.', 0.99, ['!', 0.005], [' above', 0.003]],
].map(([token, probability, ...rivals], index) => ({
  token: token as string,
  tokenId: 10 * index,
  logprob: Math.log(probability as number),
  top: (rivals as [string, number][]).map(([rival, share], place) => ({
    token: rival,
    tokenId: 10 * index + place + 1,
    logprob: Math.log(share),
  })),
}));

export const withTokens = 'chatcmpl-data-001';
export const withHostileText = 'chatcmpl-data-hostile';
export const hostileTag = '<img src=x onerror=window.ran=1>';

/**
 * 60 interactions and one that is hostile; a quarter was found good, a quarter bad, one was corrected. Every other one is
 * `owner`'s.
 */
export async function recordData({ platform }: AppServer, owner?: string): Promise<void> {
  const { sink, log } = platform.recording;
  const write = (record: Interaction): void => sink.write({ version: 1, type: 'interaction', interaction: record });
  for (let index = 0; index < 60; index += 1) {
    write(
      interaction(index, {
        ...(index % 2 === 0 && { owner }),
        ...(index === 1 && { tokens }),
        ...(index === 13 && {
          output: undefined,
          finishReason: undefined,
          error: { code: 'ABORTED', message: 'The caller went away.', details: {}, retryable: false },
        }),
      }),
    );
  }
  write(
    interaction(60, {
      id: withHostileText,
      time: at(200),
      prompt: { type: 'messages', messages: [{ role: 'user', content: `hostile \u001b[31m ${hostile}` }] },
      output: { content: hostile },
      tags: [hostileTag],
    }),
  );
  const judge = { author: 'ada', source: 'web' } as const;
  const rate = (index: number, value: Partial<Rating>): Promise<unknown> =>
    log.rate('all', interaction(index).id, value, judge);
  for (let index = 0; index < 60; index += 4) await rate(index, { thumb: 'up', score: 5, tags: ['clear'] });
  for (let index = 1; index < 60; index += 4) {
    await rate(index, { thumb: 'down', comment: 'It should not repeat the address.' });
  }
  await rate(8, { correction: 'A mutex lets one thread at a time use what they share.' });
}
