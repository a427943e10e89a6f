import createClient from 'openapi-fetch';
import { problemOf } from './problem.ts';
import type { components, paths } from './schema.ts';
import { sendWithKey, serverUrl } from './send.ts';

export type Schemas = components['schemas'];

/** The server's API, with the types of its own description. */
export const api = createClient<paths>({ baseUrl: serverUrl(), fetch: sendWithKey });

/** The data of an answer; throws a `RequestProblem` for an error. */
export async function dataOf<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok && data !== undefined) return data;
  throw problemOf(response.status, error);
}
