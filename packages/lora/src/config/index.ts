/** What a training is to do, and where its files are: for whoever reads requests. Nothing here trains, or is large to load. */
export { loraSchema, type LoraConfig } from './lora-config.ts';
export { rewardSchema, type Reward } from './reward.ts';
export { trainingConfigSchema } from './training-config-schema.ts';
export {
  learningRateOf,
  trainingMethods,
  type TrainingConfig,
  type TrainingMethod,
  type TrainingSettings,
} from './training-config.ts';
export { withEarlierRows } from './earlier-rows.ts';
export { parseGateRule } from '../gate/parse-rule.ts';
export { runFolder, type RunFolder } from '../run/run-folder.ts';
