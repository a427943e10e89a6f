import { createInterface } from 'node:readline/promises';
import type { DriverProbe } from '@tuneloop/lora';
import { TuneloopError } from '@tuneloop/protocol';
import { notice } from '../notice.ts';

export interface AgreementOptions {
  /** Where it goes. */
  cacheFolder: string;
  /** Without a question. */
  yes: boolean;
  signal: AbortSignal;
}

/**
 * Says what the trainer still needs. On a terminal it asks first, unless `yes`.
 *
 * Errors: `UNSUPPORTED` when it lacks what it cannot get by itself, `ABORTED` when the answer is no.
 */
export async function agreeToDownload(
  { ready, problems }: DriverProbe,
  { cacheFolder, yes, signal }: AgreementOptions,
): Promise<void> {
  if (ready) return;
  const fatal = problems.find(({ canRepair }) => !canRepair);
  if (fatal) throw new TuneloopError('UNSUPPORTED', fatal.message);
  for (const { message } of problems) notice(message);
  notice(`What is fetched goes into ${cacheFolder} (TUNELOOP_CACHE).`);
  if (yes || !process.stdin.isTTY || !process.stderr.isTTY) return;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question('Go on? [Y/n] ', { signal });
    if (/^(?:|y|yes)$/i.test(answer.trim())) return;
  } finally {
    lines.close();
  }
  throw new TuneloopError('ABORTED', 'Nothing was fetched or trained.');
}
