import { describe, expect, it } from 'vitest';
import type { CoreEvent, CoreRequest } from '../../hosting/core-request.ts';
import type { CoreOutcome } from '../../hosting/hosted-core.ts';
import { Generation } from './generation.ts';
import { OutputConstraint } from './output-constraint.ts';
import { Scheduler } from './scheduler.ts';
import { SlotPool, type Sequence } from './slot-pool.ts';
import { TokenTrie } from '../../grammar/matcher/index.ts';

/** Token n is the n-th letter; the last one ends. */
const size = 27;
const end = 26;
const letter = (token: number): Uint8Array => (token === end ? new Uint8Array() : Uint8Array.of(97 + token));
const vocabulary = { isEnd: (token: number) => token === end, bytes: letter, piece: letter, controlText: () => '' };

/** Writes the alphabet: behind each letter comes the next one. */
class AlphabetSequence implements Sequence {
  readonly tokens: number[] = [];
  readonly adapter: string | undefined;
  readonly #log: (entry: string) => void;
  fails = false;
  isDisposed = false;
  #stop: ((error: Error) => void) | undefined;
  isSlow = false;
  complete: (() => void) | undefined;

  constructor(adapter: string | undefined, log: (entry: string) => void) {
    this.adapter = adapter;
    this.#log = log;
  }

  async append(tokens: readonly number[]): Promise<void> {
    if (this.fails) throw new Error('broken');
    if (this.isSlow) {
      await new Promise<void>((resolve, reject) => {
        this.complete = resolve;
        this.#stop = reject;
      });
    }
    this.tokens.push(...tokens);
    this.#log(tokens.length === 1 ? String.fromCodePoint(97 + tokens[0]!) : `+${tokens.length}`);
  }

  logits(): Float32Array {
    const next = (this.tokens.at(-1)! + 1) % size;
    return Float32Array.from({ length: size }, (_, token) => (token === next ? 10 : token / 100));
  }

  rewind(length: number): void {
    this.tokens.length = length;
    this.#log(`<${length}`);
  }

  terminate(): void {
    this.fails = true;
    this.#stop?.(new Error('terminated'));
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

function setUp(options: { slots?: number; contextSize?: number } = {}) {
  const { slots = 2, contextSize = 1000 } = options;
  const sequences: AlphabetSequence[] = [];
  const log: string[] = [];
  const pool = new SlotPool(
    {
      createGenerator(_maxLength, adapter) {
        const sequence = new AlphabetSequence(adapter, (entry) => log.push(entry));
        sequences.push(sequence);
        return sequence;
      },
    },
    { slots, contextSize },
  );
  const events = new Map<string, CoreEvent[]>();
  const errors = new Map<string, unknown>();
  const waiting: (() => void)[] = [];
  const scheduler = new Scheduler({
    slots: pool,
    vocabulary,
    contextSize,
    onOutcomes(outcomes: CoreOutcome[]) {
      for (const outcome of outcomes) {
        if ('error' in outcome) errors.set(outcome.id, outcome.error);
        else events.set(outcome.id, [...(events.get(outcome.id) ?? []), outcome.event]);
      }
      for (const wake of waiting.splice(0)) wake();
    },
  });
  const start = (
    id: string,
    prompt: number[],
    settings: Partial<CoreRequest> & { adapter?: string; grammar?: string } = {},
  ): void => {
    const { adapter, grammar, ...rest } = settings;
    const request: CoreRequest = { id, prompt, sampling: { temperature: 0 }, reusePrefix: true, ...rest };
    const trie = (): TokenTrie => new TokenTrie(size, letter);
    const constraint = grammar === undefined ? undefined : new OutputConstraint(grammar, vocabulary, trie);
    const use = adapter === undefined ? undefined : { name: adapter, done: () => undefined };
    scheduler.start(new Generation({ request, prompt, vocabulary, contextSize, constraint, adapter: use }));
  };
  const seen = async (id: string, type: CoreEvent['type']): Promise<CoreEvent> => {
    for (;;) {
      const found = events.get(id)?.find((event) => event.type === type);
      if (found !== undefined) return found;
      if (errors.has(id)) throw errors.get(id) as Error;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const textOf = (id: string): string =>
    (events.get(id) ?? []).map((event) => (event.type === 'text' ? event.text : '')).join('');
  return { scheduler, start, seen, textOf, sequences, log, events, errors };
}

describe('Scheduler', () => {
  it('writes until the token that ends, or as many as are wanted', async () => {
    const { start, seen, textOf } = setUp();
    start('a', [22]);
    start('b', [0], { maxTokens: 3 });
    expect(await seen('a', 'end')).toMatchObject({ finishReason: 'stop', completionTokens: 3 });
    expect(await seen('b', 'end')).toMatchObject({ finishReason: 'length', completionTokens: 3 });
    expect([textOf('a'), textOf('b')]).toEqual(['xyz', 'bcd']);
  });

  it('gives every output a token in turn, and a prompt one chunk between them', async () => {
    const { start, seen, log } = setUp();
    start('a', [0], { maxTokens: 6 });
    await seen('a', 'text');
    start(
      'b',
      Array.from({ length: 150 }, () => 7),
      { maxTokens: 2 },
    );
    await Promise.all([seen('a', 'end'), seen('b', 'end')]);
    expect(log.slice(0, 3)).toEqual(['a', 'b', '+64']);
    expect(log.indexOf('+22')).toBeGreaterThan(log.indexOf('c'));
  });

  it('computes no token anew that a free sequence holds, but the last', async () => {
    const { start, seen, sequences, log } = setUp({ slots: 1 });
    start('a', [3, 4, 5], { maxTokens: 2 });
    await seen('a', 'end');
    start('b', [3, 4, 5, 6, 9], { maxTokens: 1 });
    expect(await seen('b', 'start')).toMatchObject({ promptTokens: 5, cachedTokens: 4 });
    await seen('b', 'end');
    start('c', [3, 4, 5], { maxTokens: 1 });
    expect(await seen('c', 'start')).toMatchObject({ cachedTokens: 2 });
    await seen('c', 'end');
    start('d', [3, 4, 5], { maxTokens: 1, reusePrefix: false });
    expect(await seen('d', 'start')).toMatchObject({ cachedTokens: 0 });
    await seen('d', 'end');
    expect(sequences).toHaveLength(1);
    expect(log.filter((entry) => entry.startsWith('<'))).toEqual(['<2', '<0']);
  });

  it('never takes what was computed with another adapter', async () => {
    const { start, seen, sequences } = setUp({ slots: 1 });
    for (const [id, adapter] of [
      ['a', undefined],
      ['b', 'x'],
      ['c', 'x'],
      ['d', undefined],
    ] as const) {
      start(id, [1, 2, 3], { maxTokens: 1, ...(adapter && { adapter }) });
      expect(await seen(id, 'start')).toMatchObject({ cachedTokens: id === 'c' ? 2 : 0 });
      await seen(id, 'end');
    }
    expect(sequences.map(({ adapter, isDisposed }) => [adapter, isDisposed])).toEqual([
      [undefined, true],
      ['x', true],
      [undefined, false],
    ]);
  });

  it('drops a request in the middle of its prompt, and the next one gets a sequence that works', async () => {
    const { scheduler, start, seen, sequences, textOf } = setUp({ slots: 1 });
    start('a', [1], { maxTokens: 1 });
    await seen('a', 'end');
    sequences[0]!.isSlow = true;
    start('b', [1, 2, 3]);
    await seen('b', 'start');
    await new Promise(setImmediate);
    scheduler.cancel('b');
    expect(await seen('b', 'cancelled')).toEqual({ type: 'cancelled' });
    expect(sequences[0]!.isDisposed).toBe(true);
    start('c', [1, 2, 3], { maxTokens: 2 });
    await seen('c', 'end');
    expect(textOf('c')).toBe('ef');
  });

  it('takes no sequence that was terminated when its tokens were just computed', async () => {
    const { scheduler, start, seen, textOf, sequences } = setUp({ slots: 1 });
    start('a', [0], { maxTokens: 1 });
    await seen('a', 'end');
    sequences[0]!.isSlow = true;
    start('b', [0, 1, 2, 3]);
    await seen('b', 'start');
    // The tokens come in the very moment in which the client leaves.
    sequences[0]!.complete!();
    scheduler.cancel('b');
    await seen('b', 'cancelled');
    start('c', [0, 1, 2, 3], { maxTokens: 2 });
    await seen('c', 'end');
    expect(textOf('c')).toBe('ef');
  });

  it('tells a failure to the one request that it hit', async () => {
    const { start, seen, sequences, textOf } = setUp();
    start('a', [0], { maxTokens: 8 });
    await seen('a', 'text');
    start('b', [5], { maxTokens: 8 });
    await seen('b', 'text');
    sequences[1]!.fails = true;
    await expect(seen('b', 'end')).rejects.toMatchObject({ code: 'INTERNAL', retryable: true });
    await seen('a', 'end');
    expect(textOf('a')).toBe('bcdefghi');
  });

  it('goes on in a full context by dropping its oldest half, where that is allowed', async () => {
    const { start, seen, sequences, textOf } = setUp({ contextSize: 8 });
    start('a', [0, 1, 2], { maxTokens: 100 });
    expect(await seen('a', 'end')).toMatchObject({ finishReason: 'length', completionTokens: 5 });
    start('b', [0, 1, 2], { maxTokens: 12, contextShift: { keep: 2 } });
    expect(await seen('b', 'end')).toMatchObject({ completionTokens: 12, discardedTokens: 6 });
    expect(textOf('b')).toBe('defghijklmno');
    expect(sequences.flatMap(({ tokens }) => tokens.length).every((length) => length <= 8)).toBe(true);
  });

  it('holds an output to its grammar', async () => {
    const { start, seen, textOf } = setUp();
    start('a', [0], { grammar: 'root ::= "bz" [a-c]+ "q"' });
    await seen('a', 'end');
    expect(textOf('a')).toBe('bzcq');
    start('b', [0], { grammar: 'root ::= "bc"' });
    expect(await seen('b', 'end')).toMatchObject({ finishReason: 'stop', completionTokens: 2 });
    expect(textOf('b')).toBe('bc');
  });

  it("tells the prompt's log-probabilities once, before the output", async () => {
    const { start, seen, events } = setUp();
    start('a', [0, 1, 5], { promptLogprobs: { top: 1 }, maxTokens: 1, logprobs: { top: 0 } });
    await seen('a', 'end');
    expect(events.get('a')!.map(({ type }) => type)).toEqual(['start', 'prompt-logprobs', 'text', 'end']);
    const { tokens } = (await seen('a', 'prompt-logprobs')) as Extract<CoreEvent, { type: 'prompt-logprobs' }>;
    expect(tokens.map(({ token, logprob }) => [token, logprob === null ? null : logprob > -1])).toEqual([
      ['a', null],
      ['b', true],
      ['f', false],
    ]);
  });

  it('is still when it is closed', async () => {
    const { scheduler, start, seen, log } = setUp();
    start('a', [0]);
    await seen('a', 'text');
    await scheduler.close();
    const { length } = log;
    await new Promise(setImmediate);
    expect(log).toHaveLength(length);
  });
});
