import { hash } from 'node:crypto';

/** What has spans of its own. */
export type SpanKey = { request: string } | { interaction: string } | { toolCall: string };

/**
 * The trace of a request; 16 bytes in hexadecimal. It follows from the completion's id alone, so that whatever is told again or
 * later (a rating, a row of a data set) finds it, and receivers that know ids again take nothing twice.
 */
export function traceIdOf(request: string): string {
  return digest(`request ${request}`, 32);
}

/** 8 bytes in hexadecimal. */
export function spanIdOf(key: SpanKey): string {
  const [[kind, id]] = Object.entries(key) as [[string, string]];
  return digest(`span ${kind} ${id}`, 16);
}

const ofStep = /\.g\d+\.c\d+$/;

/** The completion's id, which all interactions of one request share. */
export function requestOf(interaction: string): string {
  return interaction.replace(ofStep, '');
}

function digest(text: string, length: number): string {
  return hash('sha256', `tuneloop ${text}`, 'hex').slice(0, length);
}
