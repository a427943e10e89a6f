import { describe, expect, it } from 'vitest';
import { createRedactor } from './create-redactor.ts';
import { detectSensitive } from './detect-sensitive.ts';

const { redactText, redactValue } = createRedactor();
/** In parts, so that nobody's scanner takes it for a leak. */
const key = ['gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');

describe('text', () => {
  it('gives the same value the same number, however it is written', () => {
    expect(redactText('Ann@Example.com, bob@example.com, ann@example.com; +49 30 23125000 = +493023125000')).toBe(
      '[EMAIL_1], [EMAIL_2], [EMAIL_1]; [PHONE_1] = [PHONE_1]',
    );
  });

  it('keeps what stands around a secret', () => {
    expect(redactText(`export TOKEN=${key}; psql postgres://app:S3cret@db/x`)).toBe(
      'export TOKEN=[API_KEY_1]; psql postgres://app:[PASSWORD_1]@db/x',
    );
  });

  it('hides a private key whose end is missing', () => {
    const block = ['-----BEGIN RSA', ' PRIVATE KEY-----\nMIIEowIBAAKCAQEA7\nq8Zt'].join('');
    expect(redactText(`key:\n${block}`)).toBe('key:\n[PRIVATE_KEY_1]');
  });

  it('finds a key behind an escaped line break', () => {
    expect(redactText(`print("\\n${key}")`)).toBe('print("\\n[API_KEY_1]")');
  });
});

describe('values', () => {
  it('numbers within the whole record and keeps its shape', () => {
    const record = {
      type: 'messages',
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'I am ann@example.com' }] },
        { role: 'assistant', content: 'Hello ann@example.com, is bob@example.com with you?' },
      ],
      tags: ['from ann@example.com', 'vip'],
      count: 3,
      none: null,
    };
    expect(redactValue(record)).toEqual({
      type: 'messages',
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'I am [EMAIL_1]' }] },
        { role: 'assistant', content: 'Hello [EMAIL_1], is [EMAIL_2] with you?' },
      ],
      tags: ['from [EMAIL_1]', 'vip'],
      count: 3,
      none: null,
    });
  });

  it('keeps JSON within strings valid, and the rest of it as it was written', () => {
    const text =
      '{ "to" : "ann@example.com",\n  "card": 4111111111111111, "big": 12345678901234567890, "a": {"b": "x\\"y"} }';
    expect(redactValue({ arguments: text }).arguments).toBe(
      '{ "to" : "[EMAIL_1]",\n  "card": "[PAYMENT_CARD_1]", "big": 12345678901234567890, "a": {"b": "x\\"y"} }',
    );
  });

  it('redacts JSON in JSON', () => {
    const nested = JSON.stringify({ body: JSON.stringify({ mail: 'ann@example.com "quoted"' }) });
    const redacted = JSON.parse(redactValue(nested)) as { body: string };
    expect(JSON.parse(redacted.body)).toEqual({ mail: '[EMAIL_1] "quoted"' });
  });

  it('knows secrets by the key that they stand under', () => {
    expect(
      redactValue({
        dbPassword: 'sunshine',
        'x-api-key': '9f86d081884c7d659a2feaa0c55ad015',
        phone: '0171 3920012',
        password_hint: 'sunshine',
        properties: { password: { type: 'string', description: 'The password' } },
        token: 'hello',
      }),
    ).toEqual({
      dbPassword: '[PASSWORD_1]',
      'x-api-key': '[SECRET_1]',
      phone: '[PHONE_1]',
      password_hint: 'sunshine',
      properties: { password: { type: 'string', description: 'The password' } },
      token: 'hello',
    });
  });

  it('tells how many different values it replaced', () => {
    const { redactRecord } = createRedactor();
    const record = { a: 'ann@example.com, bob@example.com', b: ['ann@example.com'], phone: '+49 30 23125000' };
    expect(redactRecord(record).counts).toEqual({ email: 2, phone: 1 });
    expect(redactRecord({ a: 'nothing' })).toEqual({ value: { a: 'nothing' }, counts: {} });
  });

  it('redacts keys of objects', () => {
    expect(redactValue({ 'ann@example.com': 1, __proto__: null })).toEqual({ '[EMAIL_1]': 1 });
  });

  it('returns what needs no change as it is', () => {
    const record = {
      id: 'chatcmpl-9xKf2LmQ8rTzVw3Yb6NcD1eGh4JsPu7A',
      request: 'chatcmpl-9xKf2LmQ8rTzVw3Yb6NcD1eGh4JsPu7A',
      time: '2026-05-03T14:22:31.123Z',
      modelHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      owner: 'key_0a1b2c3d4e5f',
      usage: { promptTokens: 1_234_567, completionTokens: 12 },
      toolCalls: [{ id: 'call_9xKf2LmQ8rTzVw3Yb6NcD1eG', arguments: '{"city": "Berlin"}' }],
      image: `data:image/png;base64,${'iVBORw0KGgo4key9AAB'.repeat(50)}`,
    };
    expect(redactValue(record)).toBe(record);
  });

  it('leaves out what is nested too deeply for any stack', () => {
    let value: unknown = 'ann@example.com';
    for (let level = 0; level < 20_000; level++) value = [value];
    expect(() => redactValue(value)).not.toThrow();
    expect(JSON.stringify(redactValue(value))).not.toContain('ann@');
  });
});

it('has placeholders of one’s own', () => {
  const redactor = createRedactor({ types: ['email'], placeholder: (type, number) => `<${type} ${number}>` });
  expect(redactor.redactText('ann@example.com, +49 30 23125000')).toBe('<email 1>, +49 30 23125000');
});

it('refuses options that it does not know', () => {
  expect(() => createRedactor({ types: ['names' as never] })).toThrow(
    expect.objectContaining({ code: 'INVALID_REQUEST' }),
  );
  expect(() => detectSensitive('', { phoneRegions: ['XX'] })).toThrow(
    expect.objectContaining({ code: 'INVALID_REQUEST' }),
  );
  expect(() => detectSensitive('', { minConfidence: 2 })).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
});

it('finds places with their confidence', () => {
  expect(detectSensitive('mail ann@example.com')).toEqual([{ type: 'email', start: 5, end: 20, confidence: 0.95 }]);
  expect(detectSensitive('Order 4111111111111111', { minConfidence: 0.8 })).toEqual([]);
  expect(detectSensitive('card 4111111111111111', { minConfidence: 0.8 })).toHaveLength(1);
});
