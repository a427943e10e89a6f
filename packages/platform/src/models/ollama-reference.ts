/** What a client of Ollama means by a name: `qwen3:8b` is a model of its registry; a full reference is taken as it is. */
export function ollamaReference(name: string): string {
  return /^[\w.-]+(:[\w.-]+)?$/.test(name) && !name.endsWith('.gguf') ? `ollama:${name}` : name;
}
