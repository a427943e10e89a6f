import { requestProblem } from '../../errors/request-problem.ts';

/** What a stream tells of a run. */
export const streamModes = ['values', 'updates', 'messages', 'messages-tuple', 'custom', 'events', 'tools'] as const;

export type StreamMode = (typeof streamModes)[number];

/** Errors: `INVALID_REQUEST`, also for those that this server does not have. */
export function decodeStreamModes(value: unknown, fallback: readonly StreamMode[]): ReadonlySet<StreamMode> {
  const list: unknown[] = value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  const modes = list.map((mode) => {
    const known = streamModes.find((name) => name === mode);
    if (known !== undefined) return known;
    const what = typeof mode === 'string' ? JSON.stringify(mode.slice(0, 50)) : 'what is no text';
    throw requestProblem(
      'unsupported_value',
      `stream_mode: cannot be ${what}, but ${streamModes.join(', ')}.`,
      'stream_mode',
    );
  });
  return new Set(modes.length === 0 ? fallback : modes);
}

/** Which mode brings events of this name; `undefined`: they come in every one. */
export function modeOf(eventName: string): StreamMode | undefined {
  if (eventName.startsWith('messages/')) return 'messages';
  if (eventName === 'messages') return 'messages-tuple';
  return streamModes.find((mode) => mode === eventName);
}
