import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { emitted } from './emitted.ts';

it('yields what is emitted, and returns or throws what the work does', async () => {
  const work = emitted<number, string>(async (emit) => {
    emit(1);
    await sleep(1);
    emit(2);
    emit(3);
    return 'done';
  });
  const seen: number[] = [];
  let end = await work.next();
  for (; end.done !== true; end = await work.next()) seen.push(end.value);
  expect([seen, end.value]).toEqual([[1, 2, 3], 'done']);
  const failing = emitted<number, void>(() => Promise.reject(new Error('no')));
  await expect(failing.next()).rejects.toThrow('no');
});

it('aborts the work when its events are left, and waits for its end', async () => {
  let ended = false;
  const work = emitted<number, void>(async (emit, signal) => {
    emit(1);
    await sleep(10_000, undefined, { signal }).catch(() => undefined);
    ended = true;
  });
  for await (const event of work) {
    expect(event).toBe(1);
    break;
  }
  expect(ended).toBe(true);
});
