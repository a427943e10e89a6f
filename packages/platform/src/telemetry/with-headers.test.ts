import { expect, test } from 'vitest';
import { withHeaders } from './with-headers.ts';

test('adds what there is at the moment, and keeps the rest', async () => {
  const sent: Record<string, string>[] = [];
  let span = 'first';
  const send = withHeaders(
    (_input, init) => {
      sent.push(Object.fromEntries(new Headers(init?.headers)));
      return Promise.resolve(new Response());
    },
    () => ({ traceparent: span }),
  );
  await send('http://localhost', { headers: { accept: 'text/plain' } });
  span = 'second';
  await send('http://localhost');
  expect(sent).toEqual([{ accept: 'text/plain', traceparent: 'first' }, { traceparent: 'second' }]);
});
