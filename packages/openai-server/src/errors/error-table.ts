import type { ErrorCode } from '@tuneloop/protocol';

export interface WireErrorClass {
  status: number;
  /** OpenAI's `error.type`. */
  type: 'invalid_request_error' | 'authentication_error' | 'permission_error' | 'rate_limit_error' | 'server_error';
  /** OpenAI's `error.code`. */
  code: string | null;
  /** Sent in place of the error's own message, which may hold paths or other inner facts. */
  message?: string;
  /** The request parameter to blame, where the error does not name one itself. */
  param?: string;
}

const seeLog = 'Its log says more under the x-request-id of this answer.';

/** What each error looks like on the wire. A new code does not compile until it has a row. */
export const errorTable: Readonly<Record<ErrorCode, WireErrorClass>> = {
  INVALID_REQUEST: { status: 400, type: 'invalid_request_error', code: 'invalid_value' },
  CONFIG_INVALID: {
    status: 500,
    type: 'server_error',
    code: 'config_invalid',
    message: `The server's configuration has a mistake. ${seeLog}`,
  },
  UNAUTHORIZED: { status: 401, type: 'authentication_error', code: 'invalid_api_key' },
  FORBIDDEN: { status: 403, type: 'permission_error', code: 'forbidden' },
  NOT_FOUND: { status: 404, type: 'invalid_request_error', code: 'not_found' },
  MODEL_NOT_FOUND: { status: 404, type: 'invalid_request_error', code: 'model_not_found', param: 'model' },
  MODEL_LOAD_FAILED: {
    status: 500,
    type: 'server_error',
    code: 'model_load_failed',
    message: `The server could not load this model. ${seeLog}`,
  },
  ADAPTER_INVALID: {
    status: 400,
    type: 'invalid_request_error',
    code: 'adapter_invalid',
    message: `This adapter does not fit its model, or its file is broken. ${seeLog}`,
  },
  UNSUPPORTED: { status: 400, type: 'invalid_request_error', code: 'unsupported' },
  CONTEXT_OVERFLOW: { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded' },
  RESOURCE_EXHAUSTED: {
    status: 503,
    type: 'server_error',
    code: 'resource_exhausted',
    message: `The server ran out of memory, disk or another resource. ${seeLog}`,
  },
  BUSY: { status: 503, type: 'server_error', code: 'server_busy' },
  RATE_LIMITED: { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  ABORTED: {
    status: 503,
    type: 'server_error',
    code: 'aborted',
    message: 'The server stopped this request before it was done, most likely because it is shutting down. Try again.',
  },
  TIMEOUT: { status: 504, type: 'server_error', code: 'timeout' },
  TOOL_DENIED: { status: 403, type: 'permission_error', code: 'tool_denied' },
  TOOL_FAILED: { status: 502, type: 'server_error', code: 'tool_failed' },
  OUTPUT_INVALID: { status: 500, type: 'server_error', code: 'output_invalid' },
  STORE_FAILED: {
    status: 500,
    type: 'server_error',
    code: 'store_failed',
    message: `The server could not read or write its stored data. ${seeLog}`,
  },
  JOB_FAILED: { status: 500, type: 'server_error', code: 'job_failed' },
  UPSTREAM_FAILED: {
    status: 502,
    type: 'server_error',
    code: 'upstream_failed',
    message: `A server that this one depends on failed. ${seeLog}`,
  },
  INTERNAL: {
    status: 500,
    type: 'server_error',
    code: 'internal_error',
    message: `The server failed to answer this request. ${seeLog}`,
  },
};
