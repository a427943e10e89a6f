import { join } from 'node:path';
import type { Config } from '@tuneloop/platform';
import { TuneloopError, type EventSink } from '@tuneloop/protocol';
import { createRecorder, openInteractionLog, type OpenInteractionLog } from '@tuneloop/rlhf/log';
import { warning } from '../notice.ts';

/** The log to read from; a server may write to it meanwhile. */
export function openLogToRead({ folders }: Pick<Config, 'folders'>): OpenInteractionLog {
  return openInteractionLog({
    folder: join(folders.data, 'log'),
    readOnly: true,
    onProblem: ({ message }) => warning(message),
  });
}

/**
 * The log to add to, with a sink that redacts where the configuration wants that. What cannot be written is thrown, not
 * only told of.
 *
 * Errors: `INVALID_REQUEST` where the configuration records no text.
 */
export async function openLogToAdd({
  folders,
  recording,
}: Config): Promise<{ log: OpenInteractionLog; sink: EventSink }> {
  const { privacy, redact } = recording;
  if (privacy !== 'full') {
    const message = `What is imported is text, and recording.privacy is ${privacy}: nothing of it would be kept. Set it to full for that.`;
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  let failure: TuneloopError | undefined;
  let isWriting = false;
  const onProblem = (problem: TuneloopError): void => {
    if (isWriting) failure = problem;
    else warning(problem.message);
  };
  const log = openInteractionLog({ folder: join(folders.data, 'log'), onProblem });
  const redactor = redact === 'off' ? undefined : (await import('@tuneloop/datasets')).createRedactor();
  const recorder = createRecorder({ log, privacy, redactor, onProblem });
  const sink: EventSink = {
    write: (record) => {
      isWriting = true;
      recorder.write(record);
      isWriting = false;
      if (failure) throw failure;
    },
  };
  return { log, sink };
}
