import type { GenerationEvent, LoadedModel } from '@tuneloop/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineProgress } from './engine-progress.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

const event: GenerationEvent = { type: 'generation-start', id: 'a', model: 'm', promptTokens: 1, cachedTokens: 0 };
const request = { prompt: { type: 'text', text: 'a' } } as const;

interface Step {
  resolve: (event: GenerationEvent) => void;
  reject: (error: Error) => void;
}

/** A model whose events come when they are told to. */
function rig(): { progress: EngineProgress; begin: () => AsyncIterator<GenerationEvent>; steps: Step[] } {
  const steps: Step[] = [];
  const progress = new EngineProgress();
  const model = progress.watch({
    info: { id: 'm' },
    async *generate() {
      for (;;) {
        yield await new Promise<GenerationEvent>((resolve, reject) => {
          steps.push({ resolve, reject });
        });
      }
    },
    embed: async () => ({ embeddings: [], usage: { promptTokens: 0 } }),
  } as unknown as LoadedModel);
  return { progress, steps, begin: () => model.generate(request)[Symbol.asyncIterator]() };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const silence = (progress: EngineProgress): number => progress.silences()[0]?.milliseconds ?? 0;

test('only the time in which somebody waits for the engine counts', async () => {
  const { progress, begin, steps } = rig();
  const reader = begin();
  const first = reader.next();
  vi.advanceTimersByTime(1000);
  expect(silence(progress)).toBe(1000);
  await settle();
  steps[0]!.resolve(event);
  await first;
  // The reader is slow, not the engine.
  vi.advanceTimersByTime(100_000);
  expect(silence(progress)).toBe(0);
  void reader.next();
  vi.advanceTimersByTime(500);
  expect(silence(progress)).toBe(500);
});

test('who gives up waiting does not make it seem well, and any event does', async () => {
  const { progress, begin, steps } = rig();
  const first = begin().next();
  await settle();
  vi.advanceTimersByTime(60_000);
  steps[0]!.reject(new Error('gave up'));
  await expect(first).rejects.toThrow('gave up');
  expect(silence(progress)).toBe(0);
  vi.advanceTimersByTime(10_000);
  const second = begin().next();
  await settle();
  vi.advanceTimersByTime(1000);
  expect(silence(progress)).toBe(61_000);
  steps[1]!.resolve(event);
  await second;
  void begin().next();
  vi.advanceTimersByTime(10);
  expect(silence(progress)).toBe(10);
});
