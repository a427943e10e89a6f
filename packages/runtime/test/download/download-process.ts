import { createModelStore } from '../../src/models/model-store.ts';

/** Downloads `argv[3]` into the store `argv[2]` and prints progress and result: a process for tests to kill. */
const [folder = '', reference = ''] = process.argv.slice(2);
const store = createModelStore({ folder });
const model = await store.resolve(reference, {
  onProgress: ({ phase, completed }) => process.stdout.write(`${phase} ${completed}\n`),
});
process.stdout.write(`done ${model.path}\n`);
