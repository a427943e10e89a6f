/** What one streamed chat completion took, as its client saw it. Times in ms. */
export interface RequestFigures {
  timeToFirstToken: number;
  /** Between one content chunk and the next. */
  interTokenLatencies: number[];
  total: number;
  /** As the server counts. */
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
}

export interface ChatRequest {
  /** Such as `http://127.0.0.1:8000/v1`. */
  baseUrl: string;
  model: string;
  apiKey: string | undefined;
  system: string;
  question: string;
  maxTokens: number;
}

interface Chunk {
  choices?: { delta?: { content?: string | null; reasoning_content?: string | null } }[];
  usage?: {
    prompt_tokens: number;
    completion_tokens: number;
    prompt_tokens_details?: { cached_tokens?: number } | null;
  } | null;
  error?: { message: string };
}

/** Throws when the answer is not a complete, error-free stream. */
export async function measuredChat(request: ChatRequest): Promise<RequestFigures> {
  const startedAt = performance.now();
  const response = await fetch(`${request.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(request.apiKey !== undefined && { authorization: `Bearer ${request.apiKey}` }),
    },
    body: JSON.stringify({
      model: request.model,
      messages: [
        { role: 'system', content: request.system },
        { role: 'user', content: request.question },
      ],
      max_tokens: request.maxTokens,
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
    }),
  });
  if (!response.ok || response.body === null) throw new Error(`${response.status} ${await response.text()}`);
  let firstAt = 0;
  let lastAt = 0;
  let usage: Chunk['usage'];
  const interTokenLatencies: number[] = [];
  for await (const chunk of chunks(response.body)) {
    if (chunk.error !== undefined) throw new Error(chunk.error.message);
    const delta = chunk.choices?.[0]?.delta;
    if (delta?.content || delta?.reasoning_content) {
      const now = performance.now();
      if (firstAt === 0) firstAt = now;
      else interTokenLatencies.push(now - lastAt);
      lastAt = now;
    }
    usage = chunk.usage ?? usage;
  }
  if (firstAt === 0 || usage === undefined || usage === null) throw new Error('the stream ended without text or usage');
  return {
    timeToFirstToken: firstAt - startedAt,
    interTokenLatencies,
    total: performance.now() - startedAt,
    promptTokens: usage.prompt_tokens,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    completionTokens: usage.completion_tokens,
  };
}

async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Chunk> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const data = line.startsWith('data:') ? line.slice(5).trim() : '';
      if (data !== '' && data !== '[DONE]') yield JSON.parse(data) as Chunk;
    }
  }
}
