import { describe, expect, it } from 'vitest';
import { Batcher, type BatcherOptions } from './batcher.ts';

/** Without requests nothing native is called. */
function idleBatcher(): Batcher {
  const options: Partial<BatcherOptions> = { sequences: 2, divisible: true, onEvents: () => undefined };
  return new Batcher({ ...options, context: {} } as BatcherOptions);
}

describe('Batcher.between', () => {
  it('runs one task after another, and passes on what comes of each', async () => {
    const batcher = idleBatcher();
    const order: string[] = [];
    const task = async (name: string): Promise<string> => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(`${name} ends`);
      return name;
    };
    const results = await Promise.allSettled([
      batcher.between(() => task('first')),
      batcher.between(async (sequences) => sequences.idle(7)),
      batcher.between(() => task('second')),
    ]);
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    expect(results).toMatchObject([{ value: 'first' }, { reason: { code: 'INVALID_REQUEST' } }, { value: 'second' }]);
    expect(await batcher.between(() => task('later'))).toBe('later');
  });

  it('ends with the task that is under way, and refuses the others', async () => {
    const batcher = idleBatcher();
    let finish: () => void = () => undefined;
    const first = batcher.between(() => new Promise<void>((resolve) => (finish = resolve)));
    const second = batcher.between(async () => 'never');
    await new Promise((resolve) => setTimeout(resolve, 5));
    const closing = batcher.close();
    finish();
    await expect(second).rejects.toMatchObject({ code: 'BUSY' });
    await Promise.all([first, closing]);
    await expect(batcher.between(async () => 'never')).rejects.toMatchObject({ code: 'BUSY' });
  });
});
