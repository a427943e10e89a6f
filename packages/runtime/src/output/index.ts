export { createStopMatcher } from './stop-matcher.ts';
export type { StopMatcher } from './stop-matcher.ts';
export { createUtf8Decoder } from './utf8-stream.ts';
export type { Utf8Decoder } from './utf8-stream.ts';
