import { createErrorSender, type ErrorSender } from '../errors/send-error.ts';
import { encodeError } from '../errors/wire-error.ts';

/** LangGraph's clients show `detail`; the error of the other routes stands beside it. */
export const sendDetail: ErrorSender = createErrorSender((error) => {
  const { status, headers, body } = encodeError(error);
  return { status, headers, body: { detail: body.error.message, ...body } };
});
