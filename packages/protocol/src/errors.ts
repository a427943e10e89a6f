/** Every way in which Tuneloop can fail, one line each. The set is closed: `openai-server` maps each code to a status. */
export const errorCodes = [
  /** The request is malformed, or a value in it is not allowed. */
  'INVALID_REQUEST',
  /** The configuration has mistakes; `details.issues` lists all of them with their source. */
  'CONFIG_INVALID',
  /** No API key was sent, or it is unknown or revoked. */
  'UNAUTHORIZED',
  /** The API key is valid but lacks the scope, or the Host or Origin is not allowed. */
  'FORBIDDEN',
  /** The thing that was asked for does not exist. */
  'NOT_FOUND',
  /** No model has this name, or its file is not where it should be. */
  'MODEL_NOT_FOUND',
  /** The model's file exists but cannot be loaded (truncated, wrong format, unknown architecture, too large). */
  'MODEL_LOAD_FAILED',
  /** The adapter does not fit the model, or its file is broken. */
  'ADAPTER_INVALID',
  /** The request is well formed, but this engine, model or build cannot do it. */
  'UNSUPPORTED',
  /** Prompt and requested output do not fit into the context. */
  'CONTEXT_OVERFLOW',
  /** Memory, disk or file descriptors ran out. */
  'RESOURCE_EXHAUSTED',
  /** The queue is full; try again after `details.retryAfterSeconds`. */
  'BUSY',
  /** The API key is over its own limit. */
  'RATE_LIMITED',
  /** The caller cancelled. */
  'ABORTED',
  /** A deadline passed. */
  'TIMEOUT',
  /** The policy refused a tool call. */
  'TOOL_DENIED',
  /** A tool failed. */
  'TOOL_FAILED',
  /** The model's output does not have the required form. */
  'OUTPUT_INVALID',
  /** Reading or writing stored data failed. */
  'STORE_FAILED',
  /** A job failed. */
  'JOB_FAILED',
  /** A server that we depend on failed. */
  'UPSTREAM_FAILED',
  /** A defect of ours. */
  'INTERNAL',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface TuneloopErrorOptions {
  /** Facts for programs: limits, sizes, the offending path. Never secrets, prompts or stack traces. */
  details?: Record<string, unknown> | undefined;
  /** Whether the same call may succeed later without a change. */
  retryable?: boolean | undefined;
  cause?: unknown;
}

/** What crosses a process or a wire instead of an error object. */
export interface SerializedError {
  code: ErrorCode;
  message: string;
  details: Record<string, unknown>;
  retryable: boolean;
}

const brand: unique symbol = Symbol.for('tuneloop.error') as never;
const retryableByDefault: ReadonlySet<ErrorCode> = new Set(['BUSY', 'RATE_LIMITED', 'TIMEOUT', 'UPSTREAM_FAILED']);

/**
 * The one error class. Told apart by `code`, never by subclass, and recognised by a registered symbol, so that two
 * copies of this package in one program understand each other's errors.
 */
export class TuneloopError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;
  readonly retryable: boolean;

  /** @param message says what happened and what to do next. */
  constructor(code: ErrorCode, message: string, options: TuneloopErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TuneloopError';
    this.code = code;
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? retryableByDefault.has(code);
    Object.defineProperty(this, brand, { value: true });
  }

  /** Also true for an error made by another copy of this package. */
  static isInstance(value: unknown): value is TuneloopError {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** `value` itself when it is ours; anything else becomes `INTERNAL` (an abort becomes `ABORTED`) with `cause`. */
  static from(value: unknown, fallback: ErrorCode = 'INTERNAL'): TuneloopError {
    if (TuneloopError.isInstance(value)) return value;
    if (value instanceof Error && value.name === 'AbortError') {
      return new TuneloopError('ABORTED', 'The operation was cancelled.', { cause: value });
    }
    if (value instanceof Error && value.name === 'TimeoutError') {
      return new TuneloopError('TIMEOUT', 'The operation took too long.', { cause: value });
    }
    const message = value instanceof Error ? value.message : String(value);
    return new TuneloopError(fallback, message, { cause: value });
  }

  static deserialize(error: SerializedError): TuneloopError {
    return new TuneloopError(error.code, error.message, { details: error.details, retryable: error.retryable });
  }

  serialize(): SerializedError {
    return { code: this.code, message: this.message, details: this.details, retryable: this.retryable };
  }
}

/** Throws `ABORTED` when `signal` has been aborted (`TIMEOUT` when by a timer); keeps a reason that is ours. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw TuneloopError.from(signal.reason, 'ABORTED');
}
