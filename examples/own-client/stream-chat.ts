export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/**
 * The answer's text, piece by piece. Leaving the loop, or aborting `signal`, stops the generation on the server.
 * Uses nothing but `fetch`.
 */
export async function* streamChat(
  baseURL: string,
  messages: ChatMessage[],
  options: { model?: string; apiKey?: string; signal?: AbortSignal } = {},
): AsyncGenerator<string, void, void> {
  const { model = 'default', apiKey, signal } = options;
  const response = await fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }) },
    body: JSON.stringify({ model, messages, stream: true }),
    signal: signal ?? null,
  });
  if (!response.ok || !response.body) throw new Error(`${response.status}: ${await response.text()}`);
  let buffer = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    // An event ends with an empty line; what is left may be the first part of the next one.
    const events = (buffer + text).split('\n\n');
    buffer = events.pop() ?? '';
    for (const event of events) {
      // Lines that begin with a colon only keep the connection alive.
      if (!event.startsWith('data: ') || event === 'data: [DONE]') continue;
      const chunk = JSON.parse(event.slice('data: '.length));
      if (chunk.error) throw new Error(chunk.error.message);
      const piece = chunk.choices[0]?.delta.content;
      if (piece) yield piece;
    }
  }
}
