import { TuneloopError, type ErrorCode } from '@tuneloop/protocol';

/** How to reach an OpenAI-compatible API. */
export interface ServerAddress {
  /** Ends in `/v1` or the like, without a slash. */
  baseUrl: string;
  apiKey?: string | undefined;
}

const codesByStatus: Record<number, ErrorCode> = {
  400: 'INVALID_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'MODEL_NOT_FOUND',
  429: 'RATE_LIMITED',
  503: 'BUSY',
};

const hints: Partial<Record<ErrorCode, string>> = {
  UNAUTHORIZED: 'Set OPENAI_API_KEY to a key of that server.',
};

/**
 * Sends one request: GET, or POST with a body, which is JSON, unless `method` says otherwise.
 *
 * Errors: `UPSTREAM_FAILED` when nothing answers, `ABORTED`, `TIMEOUT`; otherwise by the status of the answer, with the
 * server's own message.
 */
export async function requestServer(
  address: ServerAddress,
  path: string,
  {
    method,
    body,
    signal,
  }: { method?: 'DELETE' | undefined; body?: object | undefined; signal?: AbortSignal | undefined } = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address.baseUrl + path, {
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(address.apiKey !== undefined && { authorization: `Bearer ${address.apiKey}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      method: method ?? (body ? 'POST' : 'GET'),
      ...(signal && { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw TuneloopError.from(signal.reason, 'ABORTED');
    throw new TuneloopError(
      'UPSTREAM_FAILED',
      `No server answers at ${address.baseUrl} (${reasonOf(cause)}). Start one with \`tuneloop serve\`, or give another address with --url.`,
      { cause, details: { reason: 'unreachable' } },
    );
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

async function errorOf(response: Response): Promise<TuneloopError> {
  const text = await response.text().catch(() => '');
  const code = codesByStatus[response.status] ?? 'UPSTREAM_FAILED';
  const told = messageIn(text) ?? `The server answered ${response.status} ${response.statusText}`.trim();
  const hint = hints[code];
  return new TuneloopError(code, hint === undefined ? told : `${told}\n${hint}`, {
    details: { status: response.status },
  });
}

function messageIn(body: string): string | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: string | { message?: string } };
    return typeof error === 'string' ? error : error?.message;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : String(cause);
}
