import { TuneloopError } from '@tuneloop/protocol';

/** As a model's name may hold it (`base:name@version`), and as a file may be called. */
const usableName = /^[^\s:@/\\.\p{C}][^\s:@/\\\p{C}]{0,127}$/u;

/** Errors: `INVALID_REQUEST`. */
export function requireAdapterName(name: string): void {
  if (usableName.test(name)) return;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `${JSON.stringify(name)} cannot be the name of an adapter. Use up to 128 characters without spaces, "/", "\\", ":" and "@", the first of them no dot.`,
    { details: { param: 'name' } },
  );
}

/** `pirate@3` is version 3 of `pirate`. Errors: `INVALID_REQUEST`. */
export function parseAdapterVersion(text: string): { name: string; version?: number | undefined } {
  const match = /^(?<name>[^@]+)(?:@(?<version>[1-9]\d{0,8}))?$/.exec(text);
  const { name, version } = match?.groups ?? {};
  if (name === undefined) {
    throw new TuneloopError('INVALID_REQUEST', `${JSON.stringify(text)} is no adapter. Write NAME or NAME@VERSION.`);
  }
  requireAdapterName(name);
  return { name, version: version === undefined ? undefined : Number(version) };
}
