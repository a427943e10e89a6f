import type { ErrorCode } from '@tuneloop/protocol';

export interface MessagesErrorClass {
  status: number;
  /** Anthropic's `error.type`. */
  type:
    | 'invalid_request_error'
    | 'authentication_error'
    | 'permission_error'
    | 'not_found_error'
    | 'request_too_large'
    | 'rate_limit_error'
    | 'api_error'
    | 'timeout_error'
    | 'overloaded_error';
}

const invalidRequest: MessagesErrorClass = { status: 400, type: 'invalid_request_error' };
const permission: MessagesErrorClass = { status: 403, type: 'permission_error' };
const notFound: MessagesErrorClass = { status: 404, type: 'not_found_error' };
const api: MessagesErrorClass = { status: 500, type: 'api_error' };
const overloaded: MessagesErrorClass = { status: 529, type: 'overloaded_error' };

/** What each error looks like on Anthropic's routes. A new code does not compile until it has a row. */
export const messagesErrorTable: Readonly<Record<ErrorCode, MessagesErrorClass>> = {
  INVALID_REQUEST: invalidRequest,
  CONFIG_INVALID: api,
  UNAUTHORIZED: { status: 401, type: 'authentication_error' },
  FORBIDDEN: permission,
  NOT_FOUND: notFound,
  MODEL_NOT_FOUND: notFound,
  MODEL_LOAD_FAILED: api,
  ADAPTER_INVALID: invalidRequest,
  UNSUPPORTED: invalidRequest,
  CONTEXT_OVERFLOW: invalidRequest,
  RESOURCE_EXHAUSTED: overloaded,
  BUSY: overloaded,
  RATE_LIMITED: { status: 429, type: 'rate_limit_error' },
  ABORTED: { status: 503, type: 'api_error' },
  TIMEOUT: { status: 504, type: 'timeout_error' },
  TOOL_DENIED: permission,
  TOOL_FAILED: { status: 502, type: 'api_error' },
  OUTPUT_INVALID: api,
  STORE_FAILED: api,
  JOB_FAILED: api,
  UPSTREAM_FAILED: { status: 502, type: 'api_error' },
  INTERNAL: api,
};
