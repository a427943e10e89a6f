import { TuneloopError } from '@tuneloop/protocol';
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

/** `what` is a noun in the plural or a gerund: "DRY", "token prompts". */
export function unsupported(what: string, kind: UpstreamKind, advice = 'Leave it out.'): TuneloopError {
  return new TuneloopError('UNSUPPORTED', `There is no way to ask ${programs[kind]} for ${what}. ${advice}`, {
    details: { feature: what, upstreamKind: kind },
  });
}
