import { getLlama, LlamaLogLevel, type Llama } from 'node-llama-cpp';

let llama: Promise<Llama> | undefined;

/** llama.cpp's own grammar parser and matcher, which need no weights. */
export async function createNativeMatcher(grammar: string): Promise<(text: string) => boolean> {
  llama ??= getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.disabled });
  const native = await (await llama).createGrammar({ grammar });
  // Marked as internal, but the only way to ask without a model.
  if (!('_testText' in native) || typeof native._testText !== 'function')
    throw new Error('LlamaGrammar has no _testText');
  const test = native._testText.bind(native) as (text: string) => boolean;
  return (text) => test(text);
}
