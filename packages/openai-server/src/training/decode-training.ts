import { TuneloopError } from '@tuneloop/protocol';
import { clientOf } from '../auth/require-scope.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { findFile } from '../files/answer-files.ts';
import type { StoredFile } from '../files/file-service.ts';
import { logScopeOf } from '../interactions/log-access.ts';
import type { TrainingCall } from './training-call.ts';
import type { TrainingRequestWire } from './request-wire.ts';
import type { TrainingRequest } from './training-control.ts';

/** What a client asks for, with its files. Errors: `INVALID_REQUEST` naming the file that is not there. */
export async function decodeTraining(
  call: Pick<TrainingCall, 'files' | 'request'>,
  wire: TrainingRequestWire,
): Promise<Omit<TrainingRequest, 'idempotencyKey'>> {
  const { data, validation } = wire;
  return {
    model: wire.model,
    name: wire.name,
    data: 'file' in data ? await requireFile(call, data, 'data') : data,
    settings: wire.settings,
    validation: typeof validation === 'number' ? validation : await fileOf(call, validation, 'validation'),
    maxProblems: wire.max_problems,
    checks: await fileOf(call, wire.checks, 'checks'),
    regression: await fileOf(call, wire.regression, 'regression'),
    judge: wire.judge,
    evaluate: wire.evaluate,
    promote: wire.promote,
    promoteIf: wire.promote_if,
    continueFrom: wire.continue_from,
    scope: logScopeOf(call.request),
    owner: clientOf(call.request)?.id,
  };
}

type FileCall = Pick<TrainingCall, 'files' | 'request'>;

async function fileOf(
  call: FileCall,
  wire: { file: string } | undefined,
  param: string,
): Promise<StoredFile | undefined> {
  return wire && requireFile(call, wire, param);
}

async function requireFile(
  { files, request }: FileCall,
  { file }: { file: string },
  param: string,
): Promise<StoredFile> {
  return findFile(files, request, file).catch((error: unknown) => {
    if (!TuneloopError.isInstance(error) || error.code !== 'NOT_FOUND') throw error;
    throw requestProblem('invalid_value', `${param}: there is no file "${file.slice(0, 100)}".`, `${param}.file`);
  });
}
