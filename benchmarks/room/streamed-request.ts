import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true });

export interface RequestTimes {
  /** From the sending to the first piece of the answer, in ms. */
  firstMs: number;
  /** To its end. */
  wholeMs: number;
  /** As the server counts them. */
  tokens: number;
}

/** One streamed chat completion. */
export async function streamedRequest(
  { url, key }: { url: string; key?: string | undefined },
  body: string,
): Promise<RequestTimes> {
  const startedAt = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<RequestTimes>();
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
  };
  const sent = request(`${url}/v1/chat/completions`, { method: 'POST', agent, headers }, (response) => {
    let text = '';
    let firstMs: number | undefined;
    response.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (firstMs === undefined && /"content":"[^"]/.test(text)) firstMs = performance.now() - startedAt;
    });
    response.on('error', reject);
    response.on('end', () => {
      const tokens = Number(/"completion_tokens":(\d+)/.exec(text)?.[1]);
      const isWhole = response.statusCode === 200 && text.trimEnd().endsWith('[DONE]');
      if (isWhole && firstMs !== undefined) resolve({ firstMs, wholeMs: performance.now() - startedAt, tokens });
      else reject(new Error(`${response.statusCode} ${text.slice(0, 500)}`));
    });
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
