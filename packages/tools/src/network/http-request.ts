import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { exchange, type HttpMessage } from './http-exchange.ts';
import { withinTimeLimit, type NetworkContext } from './network-context.ts';
import { nextRequest } from './redirect.ts';
import { headersWithoutBody, requestHeaders } from './request-headers.ts';
import { parseHttpUrl } from './http-url.ts';
import { readBodyText } from './response-body.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

export interface HttpRequestArguments {
  url: string;
  method: (typeof methods)[number];
  headers: Record<string, string>;
  body?: string | Record<string, unknown> | unknown[] | undefined;
}

export const httpRequestSchema: z.ZodType<HttpRequestArguments> = z.strictObject({
  url: z.string().min(1).max(8192).describe('An absolute http or https URL'),
  method: z.enum(methods).default('GET'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z
    .union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
    .optional()
    .describe('Text as it is sent, or a value that is sent as JSON'),
});

export interface HttpRequestResult {
  status_code: number;
  headers: Record<string, string>;
  body: string;
  /** Where redirects led to; absent without any. */
  url?: string;
  /** What is missing of the body, and why. */
  note?: string;
}

/**
 * One HTTP request. Redirects are followed, each judged anew; on the way to another origin only headers that cannot hold
 * a secret are kept. Any status is a success; the body is text, cut at the policy's limit.
 *
 * Errors: `INVALID_REQUEST`, `TOOL_DENIED`, `TOOL_FAILED`, `TIMEOUT`, `ABORTED`.
 */
export function httpRequest(args: HttpRequestArguments, context: NetworkContext): Promise<HttpRequestResult> {
  const first = firstRequest(args, context.policy.maxRequestBytes);
  return withinTimeLimit(context, async (context) => {
    let request = first;
    for (let redirects = 0; ; redirects += 1) {
      const step = await exchange(request, context, async ({ statusCode, headers, body }) => {
        const next = nextRequest(request, statusCode, headers.location);
        if (next !== undefined) return { next };
        const { text, truncated, omitted } = await readBodyText(body, headers, context.policy.maxResponseBytes);
        const note = omitted ?? (truncated ? `cut after ${context.policy.maxResponseBytes} bytes` : undefined);
        const result: HttpRequestResult = {
          status_code: statusCode,
          headers: flatten(headers),
          body: text,
          ...(redirects > 0 && { url: request.url.href }),
          ...(note !== undefined && { note: `The body was ${omitted === undefined ? note : `left out: ${note}`}.` }),
        };
        return { result };
      });
      if (step.result !== undefined) return step.result;
      if (redirects === context.policy.maxRedirects) throw tooManyRedirects(redirects);
      request = step.next;
    }
  });
}

function firstRequest(args: HttpRequestArguments, maxRequestBytes: number): HttpMessage {
  const { method, body } = args;
  const url = parseHttpUrl(args.url);
  const headers = requestHeaders(args.headers);
  if (body === undefined) return { url, method, headers: headersWithoutBody(headers) };
  if (method === 'GET' || method === 'HEAD') {
    throw new TuneloopError('INVALID_REQUEST', `A ${method} request has no body. Use POST, or leave the body out.`);
  }
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  if (bytes.length > maxRequestBytes) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `The body has ${bytes.length} bytes; at most ${maxRequestBytes} are sent.`,
    );
  }
  headers['content-type'] ??= typeof body === 'string' ? 'text/plain;charset=utf-8' : 'application/json';
  return { url, method, headers, body: bytes };
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value!]));
}

function tooManyRedirects(followed: number): TuneloopError {
  return new TuneloopError(
    'TOOL_FAILED',
    `The server redirects further after ${followed} redirects, which is not followed.`,
  );
}
