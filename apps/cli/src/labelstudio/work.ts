import { join } from 'node:path';
import type { Config } from '@tuneloop/platform';
import { createRecorder, openInteractionLog, type OpenInteractionLog } from '@tuneloop/rlhf';
import { openPushState, type JudgementLog, type LabelStudioClient, type PushState } from '@tuneloop/rlhf/label-studio';
import { interruptible } from '../interrupts.ts';
import { warning } from '../notice.ts';
import { loadLabelStudioConfig, openClient, type LabelStudioOptions } from './open-label-studio.ts';

/** What the commands work with. */
export interface LabelStudioWork {
  config: Config;
  /** Of the data folder. */
  log: OpenInteractionLog;
  /** The log as what comes from outside goes into it. */
  judgements: JudgementLog;
  signal: AbortSignal;
  /** Asks for the settings of the connection: commands that need none work without. */
  client(): Promise<LabelStudioClient>;
}

/** Opens the log, and closes it when the work is done. */
export async function withLabelStudio(
  options: LabelStudioOptions,
  work: (context: LabelStudioWork) => Promise<void>,
): Promise<void> {
  const config = await loadLabelStudioConfig(options);
  await interruptible(async (signal) => {
    await using log = openInteractionLog({
      folder: join(config.folders.data, 'log'),
      onProblem: (problem) => warning(problem.message),
    });
    const judgements = await openJudgementLog(log, config);
    // Once: a token from standard input can be read but once.
    let client: Promise<LabelStudioClient> | undefined;
    await work({ config, log, judgements, signal, client: () => (client ??= openClient(options, config)) });
  });
}

export function openState(config: Config): PushState {
  return openPushState(join(config.folders.data, 'label-studio.sqlite'));
}

/**
 * The log as what is pushed and pulled goes into it: behind the privacy and the redaction of the configuration. What cannot
 * be written ends the command, instead of being told of.
 */
async function openJudgementLog(log: OpenInteractionLog, { recording }: Config): Promise<JudgementLog> {
  const { privacy, redact } = recording;
  const redactor = redact === 'off' ? undefined : (await import('@tuneloop/datasets')).createRedactor();
  const recorder = createRecorder({
    log: {
      get: (scope, id) => log.get(scope, id),
      list: (scope, query) => log.list(scope, query),
      records: (query, options) => log.records(query, options),
      timeline: (query, options) => log.timeline(query, options),
      rate: (scope, id, value, judge) => log.rate(scope, id, value, judge),
      compare: (scope, comparison) => log.compare(scope, comparison),
      getComparison: (scope, id) => log.getComparison(scope, id),
      choose: (scope, id, choice, judge) => log.choose(scope, id, choice, judge),
      delete: (scope, id) => log.delete(scope, id),
      deleteConversation: (owner, id) => log.deleteConversation(owner, id),
      write: (record) => log.append(record),
    },
    privacy,
    redactor,
    onProblem: (problem) => {
      throw problem;
    },
  });
  const { get, getComparison } = recorder.log;
  return { get, getComparison, write: (record) => recorder.write(record) };
}
