import type { GenerationEvent } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { collect, play, text, untilAborted } from '../../test/stub-model.ts';
import { mergeChoices, type GenerationStarter } from './merge-choices.ts';

const never = new AbortController().signal;

test('events of all generations come, interleaved', async () => {
  const starters = ['a', 'b'].map((name) => () => play([text(`${name}1`), text(`${name}2`)]));
  const seen = (await collect(mergeChoices(starters, never))).map(({ index, event }) => [index, event]);
  expect(seen).toEqual([
    [0, text('a1')],
    [1, text('b1')],
    [0, text('a2')],
    [1, text('b2')],
  ]);
});

test('eight at most run at once, and all run in the end', async () => {
  let running = 0;
  let most = 0;
  const starters = Array.from(
    { length: 20 },
    (): GenerationStarter =>
      async function* () {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        yield text('x');
        running -= 1;
      },
  );
  const seen = (await collect(mergeChoices(starters, never))).map(({ index }) => index);
  expect(seen.toSorted((left, right) => left - right)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(most).toBe(8);
});

test('a failure aborts the others and is thrown', async () => {
  let aborted = false;
  const starters: GenerationStarter[] = [
    async function* (signal) {
      yield text('a');
      try {
        await untilAborted(signal);
      } finally {
        aborted = signal.aborted;
      }
    },
    async function* () {
      yield text('b');
      throw new Error('broken');
    },
  ];
  await expect(collect(mergeChoices(starters, never))).rejects.toThrow('broken');
  expect(aborted).toBe(true);
});

test.each([1, 3])('leaving the loop ends all of %d generations', async (count) => {
  let open = 0;
  const starters = Array.from(
    { length: count },
    (): GenerationStarter =>
      async function* (signal) {
        open += 1;
        try {
          yield text('a');
          await untilAborted(signal);
        } finally {
          open -= 1;
        }
      },
  );
  for await (const { event } of mergeChoices(starters, never)) {
    expect(event).toEqual(text('a'));
    break;
  }
  expect(open).toBe(0);
});

test.each([1, 2])('a reader that waits is not run ahead of (%d generations)', async (count) => {
  let made = 0;
  const starters = Array.from(
    { length: count },
    (): GenerationStarter =>
      async function* () {
        for (;;) {
          made += 1;
          yield text('x') satisfies GenerationEvent;
        }
      },
  );
  const events = mergeChoices(starters, never);
  for (let taken = 0; taken < 10; taken += 1) await events.next();
  await new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
  expect(made).toBeLessThanOrEqual(10 + count);
  await events.return();
});
