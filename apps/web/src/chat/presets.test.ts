import { beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  });
  vi.resetModules();
  return () => vi.unstubAllGlobals();
});

test('presets are kept, replaced by name, written to a file and read again', async () => {
  const { exportPresets, importPresets, presets, removePreset, savePreset } = await import('./presets.ts');
  savePreset({ name: 'Pirate', settings: { tools: false, temperature: 1.2, system: 'Say arr.' } });
  savePreset({ name: 'Coder', settings: { tools: true, model: 'm', temperature: 0 } });
  savePreset({ name: 'Pirate', settings: { tools: false, system: 'Say ahoy.' } });
  const file = exportPresets();
  removePreset('Pirate');
  expect(presets().map(({ name }) => name)).toEqual(['Coder']);
  expect(importPresets(file)).toBe(2);
  expect(presets()).toEqual([
    { name: 'Coder', settings: { tools: true, model: 'm', temperature: 0 } },
    { name: 'Pirate', settings: { tools: false, system: 'Say ahoy.' } },
  ]);
});

test('of a file from elsewhere only what is a preset is taken', async () => {
  const { importPresets, readPresets } = await import('./presets.ts');
  const data = [
    { name: ' A ', settings: { temperature: 99, top_p: 0.5, tools: 'yes', system: 4, other: 1 } },
    { name: '' },
    null,
    'B',
  ];
  expect(readPresets(data)).toEqual([{ name: 'A', settings: { tools: false, top_p: 0.5 } }]);
  expect(() => importPresets('{"presets":[]}')).toThrow('holds no presets');
  expect(() => importPresets('nonsense')).toThrow('holds no presets');
});
