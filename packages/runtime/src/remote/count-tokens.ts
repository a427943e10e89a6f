import type { CallOptions, Prompt, ToolDefinition } from '@tuneloop/protocol';
import { malformed } from './http/upstream-error.ts';
import type { Upstream } from './pool/upstream.ts';
import { RemoteTokenizer } from './model-tokenizer.ts';
import { encodePrompt } from './wire/encode-request.ts';
import { numberOf, objectOf } from './wire/read-json.ts';
import { unsupported } from './wire/unsupported.ts';

/** Errors: `UNSUPPORTED` where the upstream cannot count without generating. */
export async function countPromptTokens(
  upstream: Upstream,
  prompt: Prompt,
  { tools, signal }: CallOptions & { tools?: ToolDefinition[] | undefined },
): Promise<number> {
  const { client, profile } = upstream;
  const { kind = 'openai', model = '', tokenizer } = profile ?? {};
  if (prompt.type === 'tokens') return prompt.tokens.length;
  if (prompt.type === 'text' && tokenizer !== undefined) {
    return (await new RemoteTokenizer(() => upstream).tokenize(prompt.text, { addSpecial: true, signal })).length;
  }
  if (prompt.type !== 'messages') throw unsupported('the number of tokens of such a prompt', kind);
  const body = encodePrompt({ prompt, tools }, { kind, model });
  if (kind === 'tuneloop' || kind === 'llama.cpp') {
    const answer = objectOf(await client.json('/v1/chat/completions/input_tokens', { body, signal }));
    return requireCount(answer['input_tokens'], client.name);
  }
  if (tokenizer !== 'vllm') throw unsupported('the number of tokens of a conversation', kind);
  const answer = objectOf(await client.json('/tokenize', { body: { ...body, add_generation_prompt: true }, signal }));
  return requireCount(answer['count'], client.name);
}

function requireCount(value: unknown, upstream: string): number {
  const count = numberOf(value);
  if (count === undefined) throw malformed(upstream, 'sent no number of tokens');
  return count;
}
