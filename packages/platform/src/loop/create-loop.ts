import { join } from 'node:path';
import type { JobKind } from '@tuneloop/jobs';
import type { TrainingMethod } from '@tuneloop/lora';
import type { LoopControl, LoopOverview } from '@tuneloop/openai-server';
import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import type { Config } from '../config/schema.ts';
import type { Recording } from '../recording/create-recording.ts';
import type { RunStore } from '../training/run-store.ts';
import type { TrainingService } from '../training/training-service.ts';
import { collectRatingsKind } from './collect-ratings-kind.ts';
import type { JudgedSource } from './judgement-count.ts';
import type { LoopConfig } from './loop-config.ts';
import { createLoopService, type LoopPlan, type LoopService } from './loop-service.ts';

type RecordedConfig = Pick<Config, 'recording'>;

/** The step that takes rows from the log. */
export function loopKinds(config: RecordedConfig, recording: Pick<Recording, 'log'>, runs: RunStore): JobKind[] {
  return [collectRatingsKind({ log: () => learnableLog(config, recording), runs })];
}

/** The loop of a configuration. */
export function createLoop(options: {
  config: Pick<Config, 'recording' | 'loop' | 'folders'>;
  recording: Pick<Recording, 'log'>;
  training: TrainingService;
  logger: { error(details: object, message: string): void };
}): { service: LoopService; control: LoopControl } {
  const { config, recording, training, logger } = options;
  const { loop } = config;
  const service = createLoopService({
    training,
    log: () => learnableLog(config, recording),
    folder: join(config.folders.data, 'loop'),
    plan: loop.enabled ? planOf(loop) : undefined,
    onFailure: (error) => logger.error({ err: error, code: error.code }, `no loop was begun: ${error.message}`),
  });
  const show = async (call?: CallOptions): Promise<LoopOverview> => {
    const { newRatings, nextAt, last } = await service.state(call);
    const { enabled, schedule, minRatings, method, name, promoteIf } = loop;
    return { isEnabled: enabled, schedule, minRatings, method, name, promoteIf, newRatings, nextAt, last };
  };
  return {
    service,
    control: {
      show,
      async run({ owner, ...asked }) {
        const { method = loop.method, ...others } = asked;
        const wanted = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
        await service.run(planOf({ ...loop, ...wanted }, method as TrainingMethod), { owner });
        return show();
      },
    },
  };
}

/** What the settings ask for. */
export function planOf(loop: Omit<LoopConfig, 'enabled'>, method: TrainingMethod = loop.method): LoopPlan {
  const { schedule, minRatings, name, model, promoteIf, checks, regression, judge, training } = loop;
  const settings = { ...training, method };
  return { schedule, minRatings, training: { name, model, promoteIf, checks, regression, judge, settings } };
}

/** Errors: `INVALID_REQUEST` where the configuration records no text. */
function learnableLog({ recording }: RecordedConfig, { log }: Pick<Recording, 'log'>): JudgedSource {
  if (recording.privacy === 'full') return log.open();
  const message = `Nothing can be learnt from what is recorded: recording.privacy is "${recording.privacy}". Set it to "full".`;
  throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'recording.privacy' } });
}
