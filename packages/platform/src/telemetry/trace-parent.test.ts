import { expect, test } from 'vitest';
import { createSampler } from './sampler.ts';
import { readTraceParent, traceHeaders } from './trace-parent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

test('what was read is handed on as it came', () => {
  const headers = { traceparent: `00-${traceId}-${spanId}-01`, tracestate: 'vendor=1,other=a b' };
  const parent = readTraceParent(headers.traceparent, headers.tracestate);
  expect(parent).toEqual({ traceId, spanId, isSampled: true, state: 'vendor=1,other=a b' });
  expect(traceHeaders(parent!)).toEqual(headers);
  expect(traceHeaders({ traceId, spanId, isSampled: false })).toEqual({ traceparent: `00-${traceId}-${spanId}-00` });
});

test('a later version may say more; what is malformed says nothing', () => {
  expect(readTraceParent(`01-${traceId}-${spanId}-02-more`)).toMatchObject({ traceId, isSampled: false });
  for (const wrong of [
    undefined,
    '',
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}`,
  ]) {
    expect(readTraceParent(wrong), wrong).toBeUndefined();
  }
  const parent = `00-${traceId}-${spanId}-01`;
  for (const state of ['x'.repeat(513), 'a=\u0000', ' ']) {
    expect(readTraceParent(parent, state)).not.toHaveProperty('state');
  }
});

test('samplers decide by the id, or leave it to whoever asks', () => {
  const kept = { traceId, spanId, isSampled: true };
  const left = { ...kept, isSampled: false };
  const ids = Array.from(
    { length: 1000 },
    (_, index) => `${'0'.repeat(18)}${(index * 0x41_89_37_4b_c6_a7).toString(16).padStart(14, '0')}`,
  );
  const half = createSampler({ name: 'traceidratio', ratio: 0.5 });
  const sampled = ids.filter((id) => half(id));
  expect(sampled.length).toBeGreaterThan(400);
  expect(sampled.length).toBeLessThan(600);
  expect(ids.filter((id) => createSampler({ name: 'parentbased_traceidratio', ratio: 0 })(id))).toEqual([]);
  expect(ids.every((id) => createSampler({ name: 'traceidratio' })(id))).toBe(true);
  expect(createSampler()(traceId)).toBe(true);
  expect(createSampler()(traceId, left)).toBe(false);
  expect(createSampler({ name: 'parentbased_always_off' })(traceId, kept)).toBe(true);
  expect(createSampler({ name: 'parentbased_always_off' })(traceId)).toBe(false);
  expect(createSampler({ name: 'always_on' })(traceId, left)).toBe(true);
  expect(createSampler({ name: 'always_off' })(traceId, kept)).toBe(false);
});
