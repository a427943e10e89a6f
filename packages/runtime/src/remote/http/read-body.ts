import { malformed } from './upstream-error.ts';

/** Errors: `UPSTREAM_FAILED` for a body of more than `maxBytes`. */
export async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number, upstream: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw malformed(upstream, `sent more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
