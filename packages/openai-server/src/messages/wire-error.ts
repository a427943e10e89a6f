import { TuneloopError } from '@tuneloop/protocol';
import { findRequestProblem, type RequestProblem } from '../errors/request-problem.ts';
import { createErrorSender, type ErrorSender } from '../errors/send-error.ts';
import { finerClass } from '../errors/failure-class.ts';
import { encodeError } from '../errors/wire-error.ts';
import { requestIdOf } from '../http/request-id.ts';
import { messagesErrorTable, type MessagesErrorClass } from './error-table.ts';

/** Anthropic's error object. */
export interface MessagesErrorBody {
  type: 'error';
  error: { type: string; message: string; details?: { error_code: string } };
  request_id: string;
}

/** Mistakes that have a type of their own. */
const problemTypes: Partial<Record<RequestProblem, MessagesErrorClass['type']>> = {
  body_too_large: 'request_too_large',
  unknown_route: 'not_found_error',
};

/** Refused parameters that the official client knows by a code: told so, it does without. */
const refusalCodes: Readonly<Record<string, string>> = { thread: 'thread_unsupported_request' };

/** How `error` is answered on Anthropic's routes: with the headers and words of the others, in Anthropic's shape. */
export function encodeMessagesError(
  error: unknown,
  requestId: string,
): { status: number; headers: Record<string, string>; body: MessagesErrorBody } {
  const known = TuneloopError.from(error);
  const { headers, body } = encodeError(known);
  const finer = finerClass(known);
  const row: MessagesErrorClass = finer ? { status: finer.status, type: 'api_error' } : messagesErrorTable[known.code];
  const problem = findRequestProblem(known);
  const type = (problem && problemTypes[problem.code]) ?? row.type;
  const refusal = problem?.code === 'unsupported_parameter' ? refusalCodes[body.error.param ?? ''] : undefined;
  const details = refusal && { details: { error_code: refusal } };
  return {
    status: problem?.status ?? row.status,
    headers,
    body: { type: 'error', error: { type, message: body.error.message, ...details }, request_id: requestId },
  };
}

/** Answers with Anthropic's error object. */
export const sendMessagesError: ErrorSender = createErrorSender((error, response) =>
  encodeMessagesError(error, requestIdOf(response)),
);
