import { expect, test } from 'vitest';
import type { AdapterEvent, AdapterEventListener } from './adapter-event.ts';
import { adapterTopic } from './adapter-topic.ts';

test.each<[event: AdapterEvent, wire: object]>([
  [
    { type: 'adapter-live', base: 'base', name: 'pirate', version: 2, loadMs: 12, replaced: 1 },
    { type: 'live', adapter: 'pirate', base: 'base', model: 'base:pirate', version: 2, replaced: 1, load_ms: 12 },
  ],
  [
    { type: 'adapter-refused', name: '/home/me/adapters', reason: 'Cannot read /home/me/adapters: no rights.' },
    { type: 'refused', adapter: 'adapters', reason: 'Cannot read adapters: no rights.' },
  ],
  [
    { type: 'adapter-removed', base: 'base', name: 'pirate' },
    { type: 'removed', adapter: 'pirate', base: 'base', model: 'base:pirate' },
  ],
])('%j goes out as %j', (event, wire) => {
  let emit: AdapterEventListener | undefined;
  const sent: unknown[] = [];
  const watch = (listener: AdapterEventListener): (() => void) => {
    emit = listener;
    return () => (emit = undefined);
  };
  const stop = adapterTopic({ watch }).watch((message) => sent.push(JSON.parse(JSON.stringify(message))));
  emit?.(event);
  expect(sent).toEqual([wire]);
  stop();
  expect(emit).toBeUndefined();
});
