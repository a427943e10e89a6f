import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelMetadata } from '@tuneloop/runtime';
import { writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { expect, onTestFinished, test } from 'vitest';
import { describeLabModel } from './describe-lab-model.ts';

test('a model of one’s own says what it was made from, as far as its file does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-lab-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'parrot.gguf');
  await writeTestLanguageModel({ path });
  const read = await readModelMetadata(path);
  const facts = {
    model: {
      id: 'parrot',
      reference: path,
      config: undefined,
      publicId: 'parrot',
      file: { id: 'parrot', reference: path, path, sizeBytes: 1 },
    },
    status: undefined,
    settings: { queueLimit: 1, queueWaitMs: 60_000, flashAttention: 'auto' as const, contextShift: false },
    hub: 'https://hub.example',
    finetuned: folder,
    isCurrent: false,
  };
  expect(describeLabModel({ ...facts, metadata: read })).toMatchObject({
    is_finetuned: true,
    base_model: null,
    training_data: null,
  });
  const metadata = { ...read, baseModels: ['birds/heron-7b'], datasets: ['birds/songs', 'birds/calls'] };
  expect(describeLabModel({ ...facts, metadata })).toMatchObject({
    base_model: 'birds/heron-7b',
    training_data: 'birds/songs, birds/calls',
  });
});
