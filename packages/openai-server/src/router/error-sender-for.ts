import { sendError, type ErrorSender } from '../errors/send-error.ts';
import { sendDetail } from '../langgraph/send-detail.ts';
import { sendMessagesError } from '../messages/wire-error.ts';
import { sendOllamaError } from '../ollama/error-wire.ts';

const senders: readonly [RegExp, ErrorSender][] = [
  [/^\/v1\/messages(\/|$)/, sendMessagesError],
  [/^\/api\//, sendOllamaError],
  [/^\/(threads|runs|assistants)(\/|$)/, sendDetail],
];

/** For who answers in place of a route: sends errors in the shape that clients of `path` expect, OpenAI's for most. */
export function errorSenderFor(path: string): ErrorSender {
  return senders.find(([paths]) => paths.test(path))?.[1] ?? sendError;
}
