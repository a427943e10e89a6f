import type { RequestHandler } from 'express';
import { createErrorSender, type ErrorSender } from '../errors/send-error.ts';
import { encodeError } from '../errors/wire-error.ts';
import { sendJson } from '../http/send-json.ts';

/** Ollama's error object. */
export interface OllamaError {
  error: string;
}

export function encodeOllamaError(error: unknown): {
  status: number;
  headers: Record<string, string>;
  body: OllamaError;
} {
  const { body, ...rest } = encodeError(error);
  return { ...rest, body: { error: body.error.message } };
}

export const sendOllamaError: ErrorSender = createErrorSender(encodeOllamaError);

/** A part of Ollama's API that this server does not have. */
export function notOffered(message: string): RequestHandler {
  return (_request, response) => sendJson(response, 501, { error: message } satisfies OllamaError);
}
