import { createMemoryAllocator, type MemoryAllocator } from '@tuneloop/runtime';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, test } from 'vitest';
import { createFolderLibrary } from '../../test/folder-library.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { eventually } from '../../test/test-platform.ts';
import type { AdapterEvent } from './adapter-event.ts';
import { createAdapterService } from './adapter-service.ts';

/** 100 bytes. */
const weights = (name: string): string => name.padEnd(100, 'x');

/** A machine with so many bytes. */
function machineOf(totalBytes: number): MemoryAllocator {
  return createMemoryAllocator({
    measure: async () => [{ id: 'ram', kind: 'ram', name: 'RAM', totalBytes, freeBytes: 1e9 }],
    limits: { ram: totalBytes },
  });
}

test('adapters hold as many bytes as their files, until they are gone; what does not fit is refused', async () => {
  await using folder = await temporaryFolder();
  const [library, onnx] = [createFolderLibrary(folder.path), createFolderLibrary(folder.path)];
  const events: AdapterEvent[] = [];
  const onEvent = (event: AdapterEvent): unknown => events.push(event);
  await using service = createAdapterService({
    libraries: { gguf: library, onnx },
    folders: [folder.path],
    onEvent,
  });
  await using model = await createScriptedEngine().load({ id: 'base' });
  const allocator = machineOf(250);
  const held = (): unknown[] => allocator.holders().map(({ bytes }) => bytes['ram']);
  using _attached = await service.attach(model, {
    reserve: (bytes) => allocator.reserve({ owner: 'base', plan: { bytes: { ram: bytes } }, overcommit: true }),
  });

  await library.put('a', weights('a'));
  await library.put('b', weights('b'));
  await eventually(() => events.length === 2);
  expect(held()).toEqual([100, 100]);

  await library.put('c', weights('c'));
  await eventually(() => events.length === 3);
  expect(events[2]).toMatchObject({ type: 'adapter-refused', name: 'c' });
  expect((events[2] as { reason: string }).reason).toContain('base (200 bytes)');
  expect(held()).toEqual([100, 100]);

  await library.remove('a');
  await eventually(() => held().length === 1);
});
