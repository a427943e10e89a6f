import type { UpstreamKind } from '../options.ts';

/** A request as one upstream takes it. */
export interface EncodedRequest {
  /** Whose pieces the answer has: OpenAI's, or those of llama-server's own routes. */
  dialect: 'openai' | 'native';
  path: '/v1/chat/completions' | '/v1/completions' | '/completion' | '/infill';
  body: Record<string, unknown>;
}

export interface Target {
  kind: UpstreamKind;
  /** What the upstream calls the model, adapter included. */
  model: string;
  /** Adapters beyond what a name can say; only where the server takes them. */
  lora?: { id: string | number; scale: number }[] | undefined;
}
