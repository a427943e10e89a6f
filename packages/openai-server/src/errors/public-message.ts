import type { TuneloopError } from '@tuneloop/protocol';

/** What clients may be told: where an upstream is (`details.upstream`) is nobody's concern but the operator's. */
export function publicMessage({ message, details }: TuneloopError): string {
  const { upstream } = details;
  if (typeof upstream !== 'string' || upstream === '') return message;
  const told = message.replaceAll(upstream, 'the upstream');
  return told.startsWith('the upstream') ? `T${told.slice(1)}` : told;
}
