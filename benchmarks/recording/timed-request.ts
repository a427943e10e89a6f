import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** A streamed chat completion; from its sending to the end of the answer, in ms. */
export async function timedRequest(url: string, body: string): Promise<number> {
  const startedAt = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const sent = request(
    `${url}/v1/chat/completions`,
    {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    },
    (response) => {
      let last = '';
      response.setEncoding('utf8').on('data', (text: string) => (last = text));
      response.on('error', reject);
      response.on('end', () => {
        const isWhole = response.statusCode === 200 && last.trimEnd().endsWith('[DONE]');
        if (isWhole) resolve(performance.now() - startedAt);
        else reject(new Error(`${response.statusCode} ${last}`));
      });
    },
  );
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

/** A conversation of `messages` messages that nobody had before, with personal data in every other one. */
export function conversation(number: number, messages: number): string {
  const texts = Array.from({ length: messages }, (_, index) => {
    const person = index % 2 === 0 ? `I am user${number}@example.com, call +49 30 ${1_000_000 + number}.` : 'I see.';
    const filler = Array.from({ length: 40 }, (_, word) => `word${(number * 31 + index * 7 + word * word) % 997}`);
    return `${person} ${filler.join(' ')}`;
  });
  const roles = ['user', 'assistant'];
  const list = texts.map((content, index) => ({ role: roles[(index + messages + 1) % 2], content }));
  return JSON.stringify({ model: 'scripted', stream: true, messages: list });
}
