import { expect, it, vi } from 'vitest';
import type { NativeSampler } from './binding.ts';
import { neutralConfig } from './sampler-config.ts';
import { SamplerPool } from './sampler-pool.ts';

const create = () => ({
  applyConfig: vi.fn<NativeSampler['applyConfig']>(),
  dispose: vi.fn<NativeSampler['dispose']>(),
});

it('makes as many samplers as are used at once, and disposes of them in the end', () => {
  const made: ReturnType<typeof create>[] = [];
  const pool = new SamplerPool(() => {
    const sampler = create();
    made.push(sampler);
    return sampler;
  });
  for (let round = 0; round < 10; round += 1) {
    const [first, second] = [pool.take(1), pool.take(1)];
    expect(first).not.toBe(second);
    pool.giveBack(first);
    pool.giveBack(second);
  }
  expect(made).toHaveLength(2);
  pool.dispose();
  pool.dispose();
  for (const { dispose } of made) expect(dispose).toHaveBeenCalledOnce();
});

it('takes away every history, that of the random numbers by another seed', () => {
  const sampler = create();
  const pool = new SamplerPool(() => sampler);
  for (const seed of [0, 7, 0xffff_ffff, -1]) {
    pool.giveBack(pool.take(seed));
    const [config] = sampler.applyConfig.mock.lastCall!;
    expect(Object.keys(config).toSorted()).toEqual(Object.keys(neutralConfig).toSorted());
    expect(config.seed).not.toBe(seed >>> 0);
    expect(config.seed).toBe(config.seed >>> 0);
  }
});
