import { expect, test } from 'vitest';
import { createLabelStudioClient, type LabelStudioClient } from './label-studio-client.ts';

/** Answers the requests one after another; the last answer stays. */
function clientOf(
  answers: (Response | Error)[],
  options: { token?: string; retries?: number } = {},
): { client: LabelStudioClient; sent: { url: string; authorization: string | undefined }[] } {
  const sent: { url: string; authorization: string | undefined }[] = [];
  const client = createLabelStudioClient({
    url: 'https://label.test/studio/',
    token: options.token ?? 'secret-token',
    retries: options.retries ?? 3,
    retryAfterMs: 0,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      const url = input instanceof Request ? input.url : input.toString();
      sent.push({ url, authorization: headers.get('authorization') ?? undefined });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer instanceof Response
        ? Promise.resolve(answer.clone())
        : Promise.reject(answer ?? new Error('nothing to answer'));
    },
  });
  return { client, sent };
}

const user = (): Response => Response.json({ id: 1, email: 'ada@example.com' });
const refused = (status: number, detail: string, headers = {}): Response =>
  Response.json({ detail }, { status, headers });

test('sends a legacy token as it is, below the path of the address', async () => {
  const { client, sent } = clientOf([user()]);
  await expect(client.whoAmI()).resolves.toMatchObject({ email: 'ada@example.com' });
  expect(sent).toEqual([
    { url: 'https://label.test/studio/api/current-user/whoami', authorization: 'Token secret-token' },
  ]);
});

test('tries again after errors of the server, limits and lost connections', async () => {
  const answers = [
    refused(503, 'Busy'),
    refused(429, 'Slow down', { 'retry-after': '0' }),
    new TypeError('fetch failed'),
    user(),
  ];
  const { client, sent } = clientOf(answers);
  await client.whoAmI();
  expect(sent).toHaveLength(4);
});

test('gives up after its tries, and says that the command can go on', async () => {
  const { client, sent } = clientOf([refused(500, 'Broken')]);
  await expect(client.whoAmI()).rejects.toMatchObject({
    code: 'UPSTREAM_FAILED',
    message: expect.stringMatching(/error \(500\).*Broken.*goes on where it was/) as unknown,
  });
  expect(sent).toHaveLength(4);
});

test('does not import twice by itself, but when nothing was taken', async () => {
  const failing = clientOf([refused(502, 'Gateway'), Response.json({ task_ids: [1] })]);
  await expect(failing.client.importTasks(1, [{}])).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  expect(failing.sent).toHaveLength(1);
  const limited = clientOf([refused(429, 'Slow down'), Response.json({ task_ids: [1] })]);
  await expect(limited.client.importTasks(1, [{}])).resolves.toEqual([1]);
});

test.each([
  [refused(401, 'Invalid token.'), 'UNAUTHORIZED', /does not take the token.*Invalid token.*LABEL_STUDIO_API_KEY/],
  [refused(403, 'No.'), 'FORBIDDEN', /may not use project 7/],
  [refused(404, 'No Project matches the given query.'), 'NOT_FOUND', /has no project 7: it was deleted/],
  [refused(400, 'Bad.'), 'INVALID_REQUEST', /\(400\).*Bad/],
  [new Response('<!doctype html>', { status: 404 }), 'UPSTREAM_FAILED', /is not Label Studio/],
  [new Response('<!doctype html>'), 'UPSTREAM_FAILED', /is not Label Studio/],
  [Response.json({ hello: 'world' }), 'UPSTREAM_FAILED', /is not Label Studio/],
  [
    new Response(null, { status: 301, headers: { location: 'https://other.test/' } }),
    'UPSTREAM_FAILED',
    /redirects to https:\/\/other/,
  ],
])('explains refusal %#, without naming the token', async (answer, code, message) => {
  const { client, sent } = clientOf([answer]);
  const failure = await client.project(7).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  expect(failure).toMatchObject({ code, message: expect.stringMatching(message) as unknown });
  expect(JSON.stringify([failure?.message, failure])).not.toContain('secret-token');
  expect(sent).toHaveLength(1);
});

test('stops waiting when it is cancelled', async () => {
  const controller = new AbortController();
  const { client, sent } = clientOf([refused(503, 'Busy', { 'retry-after': '30' })]);
  const waiting = client.whoAmI({ signal: controller.signal });
  await expect.poll(() => sent.length).toBe(1);
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
});

test.each(['', 'ftp://label.test', 'label.test', 'http://user:password@label.test'])(
  'refuses the address %j',
  (url) => {
    const make = (): unknown => createLabelStudioClient({ url, token: 'x' });
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
    expect(make).not.toThrow(/password@/);
  },
);

test('refuses a token that cannot be one', () => {
  const make = (): unknown => createLabelStudioClient({ url: 'http://label.test', token: 'two lines\n' });
  expect(make).toThrow(/token must not be empty/);
});
