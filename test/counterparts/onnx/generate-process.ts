/**
 * Loads a genai folder and writes a few tokens, to be looked at from outside:
 *
 *     node --conditions=@tuneloop/source generate-process.ts FOLDER LIBRARIES
 */
import { createOnnxEngine } from '../../../packages/runtime/src/onnx/index.ts';

const [folder, libraryFolder] = process.argv.slice(2);
const engine = createOnnxEngine({
  libraryFolder: libraryFolder!,
  offline: true,
  slots: 1,
  contextSize: 128,
  threads: 1,
});
await using model = await engine.load({ id: 'm', path: folder! });
const prompt = { type: 'text', text: 'The sea is' } as const;
for await (const event of model.generate({ prompt, maxTokens: 8, sampling: { temperature: 0 } })) {
  if (event.type === 'text-delta') process.stdout.write(event.text);
}
