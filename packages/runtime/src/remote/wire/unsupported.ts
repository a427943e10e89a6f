import { TuneloopError } from '@tuneloop/protocol';
import { asTransient } from '../http/transient.ts';
import type { UpstreamKind } from '../options.ts';

const programs: Readonly<Record<UpstreamKind, string>> = {
  tuneloop: 'Tuneloop',
  'llama.cpp': 'llama-server',
  vllm: 'vLLM',
  sglang: 'SGLang',
  ollama: 'Ollama',
  'lm-studio': 'LM Studio',
  openai: "OpenAI's API",
};

/** `what` is a noun in the plural or a gerund: "DRY", "token prompts". Another upstream may well be able to. */
export function unsupported(what: string, kind: UpstreamKind, advice = 'Leave it out.'): TuneloopError {
  const message = `There is no way to ask ${programs[kind]} for ${what}. ${advice}`;
  return asTransient(new TuneloopError('UNSUPPORTED', message, { details: { feature: what, upstreamKind: kind } }));
}
