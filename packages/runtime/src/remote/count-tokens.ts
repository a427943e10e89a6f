import type { CallOptions, InfillPrompt, Prompt, ToolDefinition } from '@tuneloop/protocol';
import { malformed } from './http/upstream-error.ts';
import type { Upstream } from './pool/upstream.ts';
import { RemoteTokenizer } from './model-tokenizer.ts';
import { encodeNative } from './wire/encode-native.ts';
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
  if (prompt.type === 'infill') return countGapTokens(upstream, prompt, signal);
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

/** There is no route that only counts: this one reads the prompt, which the generation to come then need not. */
async function countGapTokens(upstream: Upstream, prompt: InfillPrompt, signal?: AbortSignal): Promise<number> {
  const { client, profile } = upstream;
  const { kind = 'openai', model = '' } = profile ?? {};
  const { path, body } = encodeNative({ prompt, maxTokens: 0 }, { kind, model });
  const answer = objectOf(await client.json(path, { body: { ...body, stream: false }, signal }));
  return requireCount(answer['tokens_evaluated'], client.name);
}

function requireCount(value: unknown, upstream: string): number {
  const count = numberOf(value);
  if (count === undefined) throw malformed(upstream, 'sent no number of tokens');
  return count;
}
