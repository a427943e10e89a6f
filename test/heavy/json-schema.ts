/**
 * Has the embedded model answer every schema of the corpus and lets ajv judge the answers.
 *
 *     node --conditions=@tuneloop/source test/heavy/json-schema.ts [--cases N] [--seeds N] [--slots N]
 *
 * Exits with 1 when an answer that ended by itself is invalid, or when an answer did not end by itself.
 */
import { parseArgs } from 'node:util';
import { createLlamaCppEngine } from '../../packages/runtime/src/llama-cpp/index.ts';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import { jsonSchemaCorpus } from '../../packages/runtime/test/model/json-schema-corpus.ts';
import { runSchemaCase } from '../../packages/runtime/test/model/json-schema-run.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: String(jsonSchemaCorpus.length) },
    seeds: { type: 'string', default: '1' },
    slots: { type: 'string', default: '4' },
  },
});
const [caseCount, seeds, slots] = [values.cases, values.seeds, values.slots].map((text) => {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  console.error(`--cases, --seeds and --slots take whole numbers from 1, not ${text}.`);
  return process.exit(2);
}) as [number, number, number];

const runs = Array.from({ length: seeds }, (_, seed) => seed + 1).flatMap((seed) =>
  jsonSchemaCorpus.slice(0, caseCount).map((schemaCase) => ({ schemaCase, seed })),
);
await using model = await createLlamaCppEngine({ slots, contextSize: 2048, queueLimit: runs.length }).load({
  id: 'embedded',
  path: await embeddedModelPath(),
});

const counts = { 'stop and valid': 0, length: 0, invalid: 0 };
const startedAt = performance.now();
await Promise.all(
  runs.map(async ({ schemaCase, seed }) => {
    const result = await runSchemaCase(model, schemaCase, { seed });
    const outcome =
      result.finishReason === 'length' ? 'length' : result.problem === undefined ? 'stop and valid' : 'invalid';
    counts[outcome] += 1;
    const done = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (done % 20 === 0) console.log(`${done} of ${runs.length}`);
    if (outcome === 'stop and valid') return;
    console.log(`${outcome}: ${result.name} (seed ${seed}): ${result.problem ?? result.text}`);
  }),
);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(
  `${Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ')} in ${seconds} s`,
);
process.exitCode = counts.length + counts.invalid > 0 ? 1 : 0;
