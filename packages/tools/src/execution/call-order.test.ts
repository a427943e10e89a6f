import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createCallOrder } from './call-order.ts';

test('readers run together, a writer alone, in the order in which they came', async () => {
  const order = createCallOrder();
  const log: string[] = [];
  const call = (name: string, isAlone: boolean, ms: number) =>
    order.run(isAlone, async () => {
      log.push(`+${name}`);
      await sleep(ms);
      log.push(`-${name}`);
    });
  await Promise.all([
    call('a', false, 20),
    call('b', false, 1),
    call('w', true, 5),
    call('x', true, 1),
    call('c', false, 1),
  ]);
  expect(log).toEqual(['+a', '+b', '-b', '-a', '+w', '-w', '+x', '-x', '+c', '-c']);
});

test('a failure holds up nobody', async () => {
  const order = createCallOrder();
  const failed = order.run(true, () => Promise.reject(new Error('no')));
  const next = order.run(true, () => Promise.resolve('yes'));
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
