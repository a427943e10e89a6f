export { createStopMatcher } from './stop-matcher.ts';
export type { StopMatch, StopMatcher } from './stop-matcher.ts';
export { createUtf8Decoder } from './utf8-stream.ts';
export type { Utf8Decoder } from './utf8-stream.ts';
