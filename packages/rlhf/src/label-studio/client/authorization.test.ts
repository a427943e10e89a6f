import { expect, test, vi } from 'vitest';
import { createAuthorization } from './authorization.ts';

function webToken(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'HS256' }), part(claims), 'signature'].join('.');
}

const personal = webToken({ token_type: 'refresh' });

test('exchanges a personal access token once, and anew before the access token runs out', async () => {
  let now = 1_000_000;
  const exchange = vi.fn<(refresh: string) => Promise<unknown>>(() =>
    Promise.resolve({ access: webToken({ token_type: 'access', exp: now / 1000 + 300 }) }),
  );
  const authorization = createAuthorization(personal, exchange, () => now);
  const first = await authorization.header(undefined);
  expect(first).toMatch(/^Bearer eyJ/);
  expect(await authorization.header(undefined)).toBe(first);
  now += 270_000;
  expect(await authorization.header(undefined)).toBe(first);
  now += 20_000;
  expect(await authorization.header(undefined)).not.toBe(first);
  expect(exchange).toHaveBeenCalledTimes(2);
  expect(exchange.mock.calls[0]?.[0]).toBe(personal);
});

test('forgets an access token that was refused', async () => {
  const exchange = vi.fn<() => Promise<unknown>>(() => Promise.resolve({ access: 'opaque' }));
  const authorization = createAuthorization(personal, exchange);
  await authorization.header(undefined);
  expect(authorization.renew()).toBe(true);
  await authorization.header(undefined);
  expect(exchange).toHaveBeenCalledTimes(2);
});

test('takes anything else for a legacy token, also what only looks like a web token', async () => {
  const exchange = vi.fn<() => Promise<unknown>>();
  for (const token of ['0123456789abcdef', 'a.b.c']) {
    const authorization = createAuthorization(token, exchange);
    expect(await authorization.header(undefined)).toBe(`Token ${token}`);
    expect(authorization.renew()).toBe(false);
  }
  expect(exchange).not.toHaveBeenCalled();
});

test('says so when there is no access token in the answer', async () => {
  const authorization = createAuthorization(personal, () => Promise.resolve({}));
  await expect(authorization.header(undefined)).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
});
