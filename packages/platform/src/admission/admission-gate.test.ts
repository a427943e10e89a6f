import { TuneloopError } from '@tuneloop/protocol';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AdmissionGate, type AdmissionLimits, type Arrival, type RefusalReason } from './admission-gate.ts';

const roomy: AdmissionLimits = {
  maxRequests: 100,
  maxBodiesBytes: 10 * 1024 ** 2,
  minFreeMemoryBytes: 1000,
  bodyLimitBytes: 1024 ** 2,
};

interface TestGate {
  gate: AdmissionGate;
  refused: RefusalReason[];
  now: { isFull: boolean; freeBytes: number };
}

function createGate(limits: Partial<AdmissionLimits> = {}): TestGate {
  const refused: RefusalReason[] = [];
  const now = { isFull: false, freeBytes: 1e9 };
  const gate = new AdmissionGate({
    queues: () => [{ isFull: now.isFull, retryAfterSeconds: 7 }],
    freeMemory: () => now.freeBytes,
    limits: () => ({ ...roomy, ...limits }),
    onRefused: (reason) => refused.push(reason),
  });
  return { gate, refused, now };
}

const arrival = (from: Partial<Arrival> = {}): Arrival => ({
  client: 'a',
  announcedBytes: 100,
  receivedBytes: () => 0,
  isInference: true,
  ...from,
});

const busy = (retryAfterSeconds: number): Partial<TuneloopError> => ({ code: 'BUSY', details: { retryAfterSeconds } });

function refusalOf(gate: AdmissionGate, from: Arrival): unknown {
  try {
    gate.admit(from);
    return undefined;
  } catch (error) {
    return error;
  }
}

test('a full queue refuses whoever has as many as anybody, and lets the others try', () => {
  const { gate, refused, now } = createGate();
  for (let count = 0; count < 3; count += 1) gate.admit(arrival());
  now.isFull = true;
  expect(refusalOf(gate, arrival())).toMatchObject(busy(7));
  const another = (): unknown => refusalOf(gate, arrival({ client: 'b' }));
  expect([another(), another()]).toEqual([undefined, undefined]);
  expect(another()).toMatchObject(busy(7));
  expect(refusalOf(gate, arrival({ isInference: false }))).toBeUndefined();
  expect(refused).toEqual(['queue', 'queue']);
});

test('more requests than may be are refused, until one has ended', () => {
  const { gate, refused } = createGate({ maxRequests: 2 });
  const end = gate.admit(arrival());
  gate.admit(arrival({ client: 'b' }));
  expect(refusalOf(gate, arrival({ client: 'c' }))).toMatchObject(busy(7));
  end();
  expect(refusalOf(gate, arrival({ client: 'c' }))).toBeUndefined();
  expect(refused).toEqual(['requests']);
});

test('bodies are held within a limit, announced or not; those too large to be taken count as nothing more', () => {
  const megabyte = 1024 ** 2;
  const { gate, refused } = createGate({ maxBodiesBytes: 2.5 * megabyte });
  let received = 0;
  const end = gate.admit(arrival({ announcedBytes: undefined, receivedBytes: () => received }));
  gate.admit(arrival({ announcedBytes: 500 * megabyte, isInference: false }));
  expect(gate.bodyBytes).toBe(megabyte);
  gate.admit(arrival({ announcedBytes: megabyte }));
  received = megabyte;
  expect(refusalOf(gate, arrival({ announcedBytes: megabyte }))).toMatchObject(busy(1));
  expect(refusalOf(gate, arrival({ announcedBytes: 1000, isInference: false }))).toBeUndefined();
  end();
  expect(refusalOf(gate, arrival({ announcedBytes: 1000 }))).toBeUndefined();
  expect(refused).toEqual(['bodies']);
});

test('too little memory refuses what computes or is large, and not what sets things right', () => {
  const { gate, refused, now } = createGate();
  now.freeBytes = 999;
  expect(refusalOf(gate, arrival())).toMatchObject(busy(5));
  expect(refusalOf(gate, arrival({ isInference: false, announcedBytes: 100_000 }))).toMatchObject(busy(5));
  expect(refusalOf(gate, arrival({ isInference: false }))).toBeUndefined();
  expect(refused).toEqual(['memory', 'memory']);
});

test('whatever comes and goes, it counts what is there', () => {
  const step = fc.oneof(
    fc.record({
      client: fc.constantFrom('a', 'b', 'c'),
      announcedBytes: fc.option(fc.nat(2e6), { nil: undefined }),
    }),
    fc.record({ end: fc.nat(20) }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const { gate, refused } = createGate({ maxRequests: 10, maxBodiesBytes: 5e6 });
      const ends: (() => void)[] = [];
      for (const current of steps) {
        if ('end' in current) ends.splice(current.end % Math.max(1, ends.length), 1)[0]?.();
        else {
          try {
            ends.push(gate.admit(arrival({ ...current, receivedBytes: () => 1000 })));
          } catch (error) {
            expect(TuneloopError.isInstance(error)).toBe(true);
          }
        }
        expect(gate.requests).toBe(ends.length);
        expect(gate.requests).toBeLessThanOrEqual(10);
        expect(gate.bodyBytes).toBeLessThanOrEqual(5e6);
      }
      for (const end of ends) end();
      expect([gate.requests, gate.bodyBytes]).toEqual([0, 0]);
      expect(refused.every((reason) => reason === 'requests' || reason === 'bodies')).toBe(true);
    }),
  );
});
