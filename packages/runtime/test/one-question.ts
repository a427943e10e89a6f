import type { GenerateRequest, LoadedModel } from '@tuneloop/protocol';

/** A short answer to one question. */
export function chat(content: string, rest: Partial<GenerateRequest> = {}): GenerateRequest {
  return { prompt: { type: 'messages', messages: [{ role: 'user', content }] }, maxTokens: 8, ...rest };
}

export async function textOf(model: LoadedModel, request: GenerateRequest): Promise<string> {
  let text = '';
  for await (const event of model.generate(request)) if (event.type === 'text-delta') text += event.text;
  return text;
}
