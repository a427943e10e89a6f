import { expect, test } from 'vitest';
import { ask, createPoolRig } from '../../test/pool/pool-rig.ts';

test('the idle model that was not used for longest goes first', async () => {
  await using rig = createPoolRig();
  for (const id of ['a', 'b', 'c']) rig.add(id, 45);
  await ask(rig.pool, 'a');
  await ask(rig.pool, 'b');
  await ask(rig.pool, 'a');
  await ask(rig.pool, 'c');
  expect([...rig.live].toSorted()).toEqual(['a', 'c']);
  expect(rig.events).toContainEqual({ type: 'unloaded', id: 'b', reason: 'memory' });
});

test('a pinned model stays; what cannot fit beside it is refused, and nothing else is unloaded', async () => {
  await using rig = createPoolRig();
  rig.add('pinned', 50, { pin: true });
  rig.add('small', 30);
  rig.add('large', 60);
  await rig.pool.load('pinned');
  await rig.pool.load('small');
  await expect(rig.pool.acquire('large')).rejects.toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
    message: expect.stringContaining('pinned (50 bytes)'),
  });
  expect([...rig.live].toSorted()).toEqual(['pinned', 'small']);
  // It is judged anew, without a time to wait.
  await rig.pool.unload('pinned');
  await rig.pool.load('large');
});

test('a model in use is never unloaded for another, which waits', async () => {
  await using rig = createPoolRig();
  rig.add('a', 60);
  rig.add('b', 60);
  const lease = await rig.pool.acquire('a');
  const waiting = rig.pool.acquire('b');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([...rig.live]).toEqual(['a']);
  lease[Symbol.dispose]();
  (await waiting)[Symbol.dispose]();
  expect([...rig.live]).toEqual(['b']);
});

test('two that wait for room for each other both come to it', async () => {
  await using rig = createPoolRig();
  for (const id of ['a', 'b', 'c']) rig.add(id, 80);
  const answers = await Promise.all(['a', 'b', 'c', 'b', 'a'].map((id) => ask(rig.pool, id)));
  expect(answers).toHaveLength(5);
  expect(rig.live.size).toBe(1);
});

test('what it takes once loaded is what counts', async () => {
  await using rig = createPoolRig();
  rig.add('a', 90, { measure: () => ({ ram: 20 }) });
  rig.add('b', 70);
  await rig.pool.load('a');
  await rig.pool.load('b');
  expect(rig.live.size).toBe(2);
});
