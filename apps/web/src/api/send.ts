import { text } from '../text/text.ts';
import { storedKey } from './api-key.ts';
import { problemOf, RequestProblem } from './problem.ts';
import { askForKey } from './sign-in.ts';

/** Where the API is: beside the page. */
export const serverUrl = (): string => new URL('.', document.baseURI).href.replace(/\/$/, '');

async function attempt(request: Request, key: string | undefined): Promise<Response> {
  const sent = request.clone();
  if (key !== undefined) sent.headers.set('authorization', `Bearer ${key}`);
  try {
    return await fetch(sent);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new RequestProblem(0, text.problems.unreachable);
  }
}

/** `fetch` with the key that is stored. Where one is missing or wrong, it asks for one and tries again. */
export async function sendWithKey(request: Request): Promise<Response> {
  for (;;) {
    const key = storedKey();
    const response = await attempt(request, key);
    if (response.status !== 401) return response;
    const isGiven = await askForKey(key);
    if (!isGiven) return response;
  }
}

/** Throws a `RequestProblem` for an answer that is an error. */
export async function send(path: string, init?: RequestInit): Promise<Response> {
  const response = await sendWithKey(new Request(`${serverUrl()}${path}`, init));
  if (response.ok) return response;
  throw problemOf(response.status, await response.json().catch(() => undefined));
}
