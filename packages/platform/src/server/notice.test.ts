import { expect, test } from 'vitest';
import { createTestPlatform } from '../../test/test-platform.ts';
import { exampleNotice, startNotices } from './notice.ts';

/** The words of a command, as a shell takes a line with quotes but without other syntax. */
function shellWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);
}

test.each([false, true])(
  'the example is one line for a shell, whose body the server answers (key: %s)',
  async (needsKey) => {
    await using server = await createTestPlatform(needsKey ? { env: { API_KEY: 'secret-key' } } : {});
    const { url } = await server.platform.listen();
    const { info } = await server.platform.host.ready();
    const example = exampleNotice(info, { url, needsKey })!.text;
    expect(example).not.toContain('secret-key');
    const [title, line, ...others] = example.split('\n');
    expect([title!.includes('API_KEY'), others]).toEqual([needsKey, []]);

    const words = shellWords(line!.trim());
    const headers = words.flatMap((word, index) =>
      words[index - 1] === '-H' ? [word.replace('$API_KEY', 'secret-key')] : [],
    );
    expect(words.slice(0, 2)).toEqual(['curl', `${url}/v1/chat/completions`]);
    const answer = await fetch(words[1]!, {
      method: 'POST',
      headers: headers.map((header) => header.split(': ') as [string, string]),
      body: words[words.indexOf('-d') + 1]!,
    });
    expect(await answer.json()).toMatchObject({ choices: [{ message: { content: 'Hello from the script.' } }] });
  },
);

test.each([
  ['embeddings', { embed: true }],
  ['rerank', { rerank: true }],
  [undefined, {}],
])('a model that does not chat is asked for what it can: %s', (path, can) => {
  const none = { generate: false, embed: false, rerank: false, infill: false, images: false, tools: false };
  const capabilities = { ...none, reasoning: false, ...can };
  const info = { id: 'm', engine: 'scripted', contextSize: 1, slots: 1, queueLimit: 1, capabilities, choices: [] };
  const example = exampleNotice(info, { url: 'http://127.0.0.1:1', needsKey: false });
  expect(/v1\/(\S+)/.exec(example?.text ?? '')?.[1]).toBe(path);
});

test.each([
  [{}, /^Questions and answers are recorded, .* Nothing is sent anywhere\.$/],
  [{ TUNELOOP_RECORDING: 'off' }, /^Nothing is recorded .* Nothing is sent anywhere\.$/],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' },
    /^Questions .* also sent to OpenTelemetry [^.]*127\.0\.0\.1:1/,
  ],
])('what is recorded and sent is told at the start: %j', async (env, expected) => {
  await using server = await createTestPlatform({ env });
  const notices = startNotices(server.platform, { url: 'http://127.0.0.1:1', needsKey: false });
  const { text } = notices.find(({ kind }) => kind === 'privacy')!;
  expect(text).toMatch(expected);
  expect(text.includes('Nothing is sent anywhere')).toBe(!text.includes('also sent'));
});
