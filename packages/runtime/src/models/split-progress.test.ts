import type { ProgressEvent } from '@tuneloop/protocol';
import { expect, it } from 'vitest';
import { partProgress } from './split-progress.ts';

it('adds the parts up', () => {
  const events: ProgressEvent[] = [];
  const sizes = [100, 50, 25];
  partProgress((event) => events.push(event), sizes, 1)({ phase: 'download', completed: 10, total: 50, label: 'b' });
  partProgress((event) => events.push(event), sizes, 2)({ phase: 'download', completed: 25, total: 25, label: 'c' });
  expect(events).toEqual([
    { phase: 'download', completed: 110, total: 175, label: 'b' },
    { phase: 'download', completed: 175, total: 175, label: 'c' },
  ]);
});

it('has no total while a size is unknown', () => {
  const events: ProgressEvent[] = [];
  partProgress((event) => events.push(event), [100, undefined], 1)({ phase: 'download', completed: 1, total: 2 });
  expect(events).toEqual([{ phase: 'download', completed: 101, total: undefined }]);
});
