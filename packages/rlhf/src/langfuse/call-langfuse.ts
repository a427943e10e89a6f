import { throwIfAborted, TuneloopError, type ErrorCode } from '@tuneloop/protocol';

/** Of one request. */
interface CallOptions {
  abortSignal?: AbortSignal;
  timeoutInSeconds: number;
  maxRetries: number;
}

const timeoutInSeconds = 30;

/** @param retries how often the client itself tries again after limits and errors of the server. */
function callOptions(signal: AbortSignal | undefined, retries = 2): CallOptions {
  return { ...(signal && { abortSignal: signal }), timeoutInSeconds, maxRetries: retries };
}

/**
 * Makes a call of the API and explains its failure.
 *
 * Errors: `UNAUTHORIZED`, `FORBIDDEN`, `NOT_FOUND`, `INVALID_REQUEST`, `UPSTREAM_FAILED`, `ABORTED`.
 */
export async function callLangfuse<T>(
  what: string,
  signal: AbortSignal | undefined,
  call: (options: CallOptions) => PromiseLike<T>,
  { retries }: { retries?: number } = {},
): Promise<T> {
  throwIfAborted(signal);
  try {
    return await call(callOptions(signal, retries));
  } catch (error) {
    throwIfAborted(signal);
    throw explainFailure(error, what);
  }
}

/** As `callLangfuse`, but `undefined` for what is not there. */
export async function askLangfuse<T>(...call: Parameters<typeof callLangfuse<T>>): Promise<T | undefined> {
  try {
    return await callLangfuse(...call);
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

const codes: Readonly<Record<number, ErrorCode>> = {
  400: 'INVALID_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'NOT_FOUND',
  413: 'INVALID_REQUEST',
  422: 'INVALID_REQUEST',
};

function explainFailure(error: unknown, what: string): TuneloopError {
  const { statusCode: status, body } = error as { statusCode?: number; body?: unknown };
  if (status === undefined) {
    const { cause } = error as { cause?: { code?: string } };
    const reason = cause?.code ?? (error instanceof Error ? error.message : String(error));
    const message = `Langfuse cannot be asked for ${what} (${reason.slice(0, 200)}). Check that it runs and that LANGFUSE_BASE_URL is right.`;
    return new TuneloopError('UPSTREAM_FAILED', message, { cause: error });
  }
  const said = (body as { message?: unknown } | undefined)?.message;
  const tail = typeof said === 'string' ? ` It says: ${said.slice(0, 300)}` : '';
  const advice = status === 401 ? ' Check LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY.' : '';
  const message = `Langfuse does not give or take ${what} (${status}).${tail}${advice}`;
  return new TuneloopError(codes[status] ?? 'UPSTREAM_FAILED', message, { details: { status } });
}
