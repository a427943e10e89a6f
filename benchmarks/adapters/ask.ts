export interface AdapterAnswer {
  /** Which version answered: `base:adapter@3`. */
  model: string;
  text: string;
}

interface Chunk {
  model?: string;
  choices?: { delta?: { content?: string | null } }[];
  error?: { message: string };
}

/** A greedy, streamed answer. Throws unless the stream ends as it should. */
export async function ask(baseUrl: string, model: string, maxTokens: number): Promise<AdapterAnswer> {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model,
      messages: [{ role: 'user', content: 'Tell me about the sea.' }],
      max_tokens: maxTokens,
      temperature: 0,
      stream: true,
    }),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${body}`);
  const events = body.split('\n\n').flatMap((block) => (block.startsWith('data: ') ? block.slice(6) : []));
  if (events.at(-1) !== '[DONE]') throw new Error(`the stream broke off: ${events.at(-1)}`);
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event) as Chunk);
  const failed = chunks.find(({ error }) => error);
  if (failed) throw new Error(failed.error?.message);
  return {
    model: chunks[0]?.model ?? '',
    text: chunks.map(({ choices }) => choices?.[0]?.delta?.content ?? '').join(''),
  };
}

/** The version of an adapter that answers to its name; `undefined` while none does. */
export async function liveVersion(baseUrl: string, name: string): Promise<number | undefined> {
  const { data } = (await (await fetch(`${baseUrl}/adapters`)).json()) as {
    data: { name: string; version: number | null }[];
  };
  return data.find((adapter) => adapter.name === name)?.version ?? undefined;
}
