import { expect, test } from 'vitest';
import { emptyHistory, latestMetrics, pointsOf, withEvents, type RunEvent } from './run-history.ts';

const metrics = (position: number, step: number, values: Record<string, number>): RunEvent => ({
  position,
  step: 'train',
  event: { type: 'metrics', step, values },
});

test('curves are made of all events, and steps that were done twice count once', () => {
  const history = withEvents(emptyHistory, [
    metrics(1, 1, { loss: 3 }),
    metrics(2, 2, { loss: 2, eta_seconds: 4 }),
    metrics(3, 2, { eval_loss: 2.5 }),
    metrics(4, 1, { loss: 2.9 }),
  ]);
  expect(pointsOf(history, 'loss')).toEqual([
    { x: 1, y: 2.9 },
    { x: 2, y: 2 },
  ]);
  expect(pointsOf(history, 'eval_loss')).toEqual([{ x: 2, y: 2.5 }]);
  expect(latestMetrics(history)).toEqual({ step: 2, loss: 2, eta_seconds: 4, eval_loss: 2.5 });
  expect(latestMetrics(emptyHistory)).toBeUndefined();
});

test('what comes again after a lost connection changes nothing', () => {
  const events = [metrics(1, 1, { loss: 3 }), metrics(2, 2, { loss: 2 })];
  const history = withEvents(emptyHistory, events);
  expect(withEvents(history, events)).toBe(history);
});

test('progress lasts until the step changes its state; sentences are said once', () => {
  const log = (position: number): RunEvent => ({
    position,
    step: 'prepare',
    event: { type: 'log', level: 'warn', message: 'Few rows.' },
  });
  const progress: RunEvent = {
    position: 2,
    step: 'prepare',
    event: { type: 'progress', phase: 'base', completed: 1, total: 2 },
  };
  const running = withEvents(emptyHistory, [log(1), progress, log(3)]);
  expect(running).toMatchObject({ notices: ['Few rows.'], progress: { prepare: { phase: 'base' } }, changes: 0 });
  const ended = withEvents(running, [{ position: 4, step: 'prepare', event: { type: 'result' } }]);
  expect(ended).toMatchObject({ progress: {}, changes: 1, position: 4 });
});

test('of many points a chart gets some, with the last', () => {
  const history = withEvents(
    emptyHistory,
    Array.from({ length: 1001 }, (_, index) => metrics(index + 1, index + 1, { loss: index })),
  );
  const points = pointsOf(history, 'loss');
  expect(points.length).toBeLessThanOrEqual(400);
  expect(points.at(-1)).toEqual({ x: 1001, y: 1000 });
});
