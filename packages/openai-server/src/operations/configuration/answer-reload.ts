import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { sendJson } from '../../http/send-json.ts';
import type { OperationsCall } from '../operations-options.ts';
import type { ReloadConfiguration } from './reload-configuration.ts';

export interface ReloadWire {
  object: 'configuration.reload';
  outcome: 'changed' | 'unchanged';
  changes: string[];
  needs_restart: string[];
}

const lines = z.array(z.string());

export const reloadSchema: z.ZodType<ReloadWire> = z.strictObject({
  object: z.literal('configuration.reload'),
  outcome: z.enum(['changed', 'unchanged']),
  changes: lines.describe('What holds now, without secrets.'),
  needs_restart: lines.describe('What was changed too, but holds only after a restart.'),
});

/** `POST /v1/configuration/reload`. Errors: `INVALID_REQUEST` with every mistake: everything stays as it was. */
export async function answerReload({ control, response }: OperationsCall<ReloadConfiguration>): Promise<void> {
  const { outcome, changes, needsRestart, problems } = await control();
  if (outcome === 'refused') {
    const message = `The configuration was not reloaded; everything stays as it was. ${problems.join(' | ')}`;
    throw new TuneloopError('INVALID_REQUEST', message, { details: { problems: [...problems] } });
  }
  const wire: ReloadWire = {
    object: 'configuration.reload',
    outcome,
    changes: [...changes],
    needs_restart: [...needsRestart],
  };
  sendJson(response, 200, wire);
}
