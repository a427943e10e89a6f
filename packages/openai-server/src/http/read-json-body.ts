import type { Request } from 'express';
import { requestProblem } from '../errors/request-problem.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { isDeeperThan } from './json-depth.ts';
import { readBody } from './read-body.ts';

export type JsonObject = Record<string, unknown>;

const bodies = new WeakMap<Request, JsonObject>();

/** The body of a request whose route has read it; `undefined` for any other. */
export function jsonBodyOf(request: Request): Readonly<JsonObject> | undefined {
  return bodies.get(request);
}

/**
 * The request's body, which must be a JSON object in UTF-8. A body that the app has parsed already (`express.json()`
 * mounted before the router) is taken as it is.
 *
 * Errors: `INVALID_REQUEST` (`unsupported_media_type`, `body_too_large`, `invalid_encoding`, `invalid_json`,
 * `invalid_type`); `ABORTED`.
 */
export async function readJsonBody(request: Request, limits: RouterSettings['limits']): Promise<JsonObject> {
  const value = await readJsonValue(request, limits);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw requestProblem('invalid_type', 'The request body must be a JSON object.');
  }
  bodies.set(request, value as JsonObject);
  return value as JsonObject;
}

/** The same for a route whose body is an array. */
export async function readJsonArray(request: Request, limits: RouterSettings['limits']): Promise<unknown[]> {
  const value = await readJsonValue(request, limits);
  if (!Array.isArray(value)) throw requestProblem('invalid_type', 'The request body must be a JSON array.');
  return value;
}

async function readJsonValue(request: Request, limits: RouterSettings['limits']): Promise<unknown> {
  requireJson(request);
  const value = await readJson(request, limits.bodyBytes);
  if (isDeeperThan(value, limits.jsonDepth)) {
    throw requestProblem('invalid_json', `The request body nests deeper than ${limits.jsonDepth} levels.`);
  }
  return value;
}

async function readJson(request: Request, limitBytes: number): Promise<unknown> {
  const parsed: unknown = request.body;
  if (Buffer.isBuffer(parsed)) return parseJson(parsed);
  return parsed === undefined ? parseJson(await readBody(request, limitBytes)) : parsed;
}

function requireJson(request: Request): void {
  const [type = '', ...parameters] = (request.get('content-type') ?? '').toLowerCase().split(';');
  if (!/^\s*application\/([\w.-]+\+)?json\s*$/.test(type)) {
    throw requestProblem('unsupported_media_type', 'Send the request body as "Content-Type: application/json".');
  }
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw requestProblem('unsupported_media_type', 'Send the request body in UTF-8.');
  }
  const encoding = (request.get('content-encoding') ?? 'identity').toLowerCase();
  if (encoding !== 'identity') {
    throw requestProblem('unsupported_media_type', 'Send the request body without a Content-Encoding.');
  }
}

function parseJson(body: Buffer): unknown {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw requestProblem('invalid_encoding', 'The request body is not valid UTF-8.');
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // V8's own message quotes the body, which may be a prompt.
    const position = /at position \d+/.exec(error instanceof Error ? error.message : '')?.[0];
    throw requestProblem('invalid_json', `The request body is not valid JSON${position ? ` (${position})` : ''}.`);
  }
}
