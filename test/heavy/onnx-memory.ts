/**
 * Has the ONNX engine write thousands of tokens, in requests of different lengths that share nothing, with and without a
 * grammar, and compares the memory of its process at the end with that after the first tenth.
 *
 *     node --conditions=@tuneloop/source test/heavy/onnx-memory.ts [--tokens N]
 *
 * Exits with 1 when it has grown by more than a twentieth.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { GenerateRequest } from '@tuneloop/protocol';
import { defaultCacheFolder } from '../../packages/runtime/src/index.ts';
import { createOnnxEngine } from '../../packages/runtime/src/onnx/index.ts';
import { trainingPython } from '../../scripts/counterparts/training-python.ts';
import { embeddedGenaiFolder } from '../counterparts/onnx/embedded-genai-folder.ts';

const { values } = parseArgs({ options: { tokens: { type: 'string', default: '10000' } } });
const total = Number(values.tokens);
if (!Number.isInteger(total) || total < 1000) {
  console.error(`--tokens takes a whole number from 1000, not ${values.tokens}.`);
  process.exit(2);
}

const libraryFolder = join(defaultCacheFolder(process.env, process.platform), 'libraries');
const { folder, adapters } = await embeddedGenaiFolder(await trainingPython(), 'int8');
await using model = await createOnnxEngine({ libraryFolder, slots: 4, contextSize: 1024, threads: 1 }).load({
  id: 'm',
  path: folder,
});
await model.adapters!.load({ id: 'one', path: adapters[0] });

const memory: number[] = [];
let written = 0;
let requests = 0;
/** Endless, so that every request writes as many tokens as it may. */
const grammar = 'root ::= ([a-z]+ " ")+';

async function stream(): Promise<void> {
  while (written < total) {
    const place = requests++;
    const request: GenerateRequest = {
      prompt: { type: 'text', text: `${place} ${'The sea is wide. '.repeat(1 + ((place * 7) % 40))}` },
      maxTokens: 20 + ((place * 13) % 80),
      sampling: { temperature: 1, seed: place },
      ...(place % 3 === 1 && { outputFormat: { type: 'grammar', grammar } }),
      ...(place % 4 === 2 && { adapters: [{ id: 'one', scale: place % 8 === 2 ? 1 : 0.5 }] }),
    };
    for await (const event of model.generate(request)) {
      if (event.type === 'generation-end') written += event.usage.completionTokens;
    }
    memory.push((await model.status()).memoryBytes!);
    if (place % 20 === 0) console.log(`${written} tokens, ${megabytes(memory.at(-1)!)}`);
  }
}

await Promise.all([stream(), stream(), stream(), stream()]);
const early = memory[Math.floor(memory.length / 10)]!;
const late = memory.at(-1)!;
console.log(
  `${requests} requests, ${written} tokens: after a tenth ${megabytes(early)}, at the end ${megabytes(late)}: ${(late / early).toFixed(3)}`,
);
process.exitCode = late / early > 1.05 ? 1 : 0;

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
