import { TuneloopError } from '@tuneloop/protocol';
import type { AdapterControl } from './adapter-control.ts';

/** Errors: `UNSUPPORTED` where the router was mounted without one. */
export function requireControl(adapters: AdapterControl | undefined): AdapterControl {
  if (adapters) return adapters;
  throw new TuneloopError('UNSUPPORTED', 'This server manages no adapters. Load them with `model.adapters`.');
}
