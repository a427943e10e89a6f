import type { GenerateRequest } from '@tuneloop/protocol';
import type { GenerationLog } from '../../generation/logged-generation.ts';
import { productOf } from '../../http/user-agent.ts';
import type { LabCall } from './lab-call.ts';

/** Where the generations of a call are told of. */
export function logOf(
  { settings, request }: Pick<LabCall, 'settings' | 'request'>,
  arrivedAt: Date,
): Omit<GenerationLog, 'place'> {
  const { eventSinks: sinks, recordTokens, logger } = settings;
  return { sinks, recordTokens, logger, arrivedAt, origin: { client: productOf(request.headers) } };
}

/** Which exchange of its conversation a request asks for, from 0. */
export function turnOf({ prompt }: GenerateRequest): number {
  if (prompt.type !== 'messages') return 0;
  return Math.max(0, prompt.messages.filter(({ role }) => role === 'user').length - 1);
}
