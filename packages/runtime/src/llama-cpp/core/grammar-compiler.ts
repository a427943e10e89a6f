import type { Llama, LlamaGrammar } from 'node-llama-cpp';

const grammarCacheSize = 32;

/** Compiled grammars by text: clients send the same schema again and again. */
export function grammarCompiler(llama: Llama): (grammar: string) => Promise<LlamaGrammar> {
  const cache = new Map<string, Promise<LlamaGrammar>>();
  return (grammar) => {
    const known = cache.get(grammar);
    if (known !== undefined) return known;
    const compiled = llama.createGrammar({ grammar });
    cache.set(grammar, compiled);
    if (cache.size > grammarCacheSize) cache.delete(cache.keys().next().value!);
    return compiled;
  };
}
