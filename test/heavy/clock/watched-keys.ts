import type { CountingClient } from '../room/counting-client.ts';

/** Requests a minute of the key that has a limit. */
const perMinute = 3;
/** How many requests it is tried with. */
const attempts = 8;

/** Two keys whose end and limit a clock that is set must not bend. */
export interface WatchedKeys {
  /** What is wrong with them while the server's clock is set by so many hours. */
  check(hours: number): Promise<string[]>;
}

/** @param expiresInHours of the real clock. */
export async function createWatchedKeys(admin: CountingClient, expiresInHours: number): Promise<WatchedKeys> {
  const create = async (name: string, rest: object): Promise<CountingClient> => {
    const body = { name, scopes: ['chat'], ...rest };
    const { json, status, text } = await admin.send({ method: 'POST', route: '/v1/keys', body });
    if (status !== 200 && status !== 201) throw new Error(`no key: ${status} ${text}`);
    return admin.withKey(String(json['key']));
  };
  const expiresAt = Math.floor(Date.now() / 1000) + expiresInHours * 3600;
  const limited = await create('limited', { limits: { requests_per_minute: perMinute } });
  const ending = await create('ending', { expires_at: expiresAt });
  const say = { messages: [{ role: 'user', content: 'Please say 1 words.' }], max_tokens: 1 };

  return {
    async check(hours) {
      const problems: string[] = [];
      // The end of a key is a time of day, and follows the clock.
      const { status } = await ending.send({ method: 'GET', route: '/v1/models' });
      const wanted = hours >= expiresInHours ? 401 : 200;
      if (status !== wanted) problems.push(`a key that ends in ${expiresInHours} h gets ${status}, not ${wanted}`);
      let passed = 0;
      for (let count = 0; count < attempts; count++) {
        const answer = await limited.send({ method: 'POST', route: '/v1/chat/completions', body: say });
        if (answer.status === 200) passed += 1;
        else if (answer.status !== 429)
          problems.push(`the limited key gets ${answer.status} ${answer.text.slice(0, 200)}`);
        const retryAfter = Number(answer.headers['retry-after'] ?? 0);
        if (answer.status === 429 && !(retryAfter >= 1 && retryAfter <= 60)) {
          problems.push(`the limited key is to wait ${retryAfter} s`);
        }
      }
      // A minute may end in the middle, or a window with the clock.
      if (passed > 2 * perMinute) problems.push(`of ${attempts} requests of the limited key ${passed} passed`);
      return problems;
    },
  };
}
