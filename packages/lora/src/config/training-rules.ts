import type { TrainingConfig } from './training-config.ts';

/** Settings that cannot go together: the one to change, and what to do. */
interface Rule {
  path: readonly string[];
  message: string;
  broken: (config: TrainingConfig) => boolean;
}

const withBeta = new Set(['dpo', 'kto', 'orpo', 'grpo', 'ppo']);
const withLossType = new Set(['sft', 'dpo', 'kto', 'grpo']);
const withRewards = new Set(['grpo', 'ppo']);

export const trainingRules: readonly Rule[] = [
  {
    path: ['quantization'],
    message: 'a whole model cannot be trained in 8 or 4 bits: train an adapter (tuning lora), or leave this at none',
    broken: ({ tuning, quantization }) => tuning === 'full' && quantization !== 'none',
  },
  {
    path: ['quantization'],
    message: 'a reward model has a head of its own and is trained on the whole base: leave this at none',
    broken: ({ method, quantization }) => method === 'reward' && quantization !== 'none',
  },
  {
    path: ['quantization'],
    message: 'a quantised base is held whole by every process: use strategy ddp',
    broken: ({ quantization, distributed }) => quantization !== 'none' && distributed.strategy !== 'ddp',
  },
  {
    path: ['qat'],
    message: 'quantisation-aware training needs the exact weights of the base: leave quantization at none',
    broken: ({ qat, quantization }) => qat !== 'none' && quantization !== 'none',
  },
  {
    path: ['qat'],
    message: 'quantisation-aware training of adapters wants variant plain or rslora, dropout 0 and no experts',
    broken: ({ qat, tuning, lora }) => qat !== 'none' && tuning === 'lora' && (!isPlain(lora) || lora.dropout > 0),
  },
  {
    path: ['lora', 'experts'],
    message: 'experts are adapted as parameters, which knows neither dora nor dropout',
    broken: ({ lora }) => lora.experts && (lora.variant === 'dora' || lora.dropout > 0),
  },
  {
    path: ['packing'],
    message: 'only sft packs rows: leave this out with other methods',
    broken: ({ packing, method }) => packing && method !== 'sft',
  },
  {
    path: ['beta'],
    message: 'sft and reward have no beta',
    broken: ({ beta, method }) => beta !== undefined && !withBeta.has(method),
  },
  {
    path: ['lossType'],
    message: 'orpo, reward and ppo have one loss each',
    broken: ({ lossType, method }) => lossType !== undefined && !withLossType.has(method),
  },
  {
    path: ['rewards'],
    message: 'rewards are of grpo and ppo; other methods learn from the rows alone',
    broken: ({ rewards, method }) => rewards.length > 0 && !withRewards.has(method),
  },
  {
    path: ['rewards'],
    message: 'grpo needs at least one reward, such as { "type": "regex", "pattern": "…" }',
    broken: ({ rewards, method }) => method === 'grpo' && rewards.length === 0,
  },
  {
    path: ['rewards'],
    message: 'ppo needs exactly one reward, of type model: a folder that method reward made',
    broken: ({ rewards, method }) => method === 'ppo' && (rewards.length !== 1 || rewards[0]?.type !== 'model'),
  },
  {
    path: ['generations'],
    message: 'batchSize × gradientAccumulation × processes must be a multiple of generations',
    broken: ({ method, generations, batchSize, gradientAccumulation, distributed }) =>
      method === 'grpo' &&
      (batchSize * gradientAccumulation * distributed.processes * distributed.nodes) % generations !== 0,
  },
  {
    path: ['batchSize'],
    message: 'kto compares the rows of a batch with each other: at least 2',
    broken: ({ method, batchSize }) => method === 'kto' && batchSize < 2,
  },
  {
    path: ['continual', 'ewc'],
    message: 'reward and ppo train a model with another head than the earlier task had: use replay',
    broken: ({ continual, method }) => continual.ewc !== undefined && (method === 'reward' || method === 'ppo'),
  },
  {
    path: ['continual', 'ewc'],
    message: 'elastic weight consolidation of adapters wants variant plain or rslora and no experts',
    broken: ({ continual, tuning, lora }) => continual.ewc !== undefined && tuning === 'lora' && !isPlain(lora),
  },
  {
    path: ['continual', 'ewc'],
    message: 'every process must hold the whole weights: use strategy ddp',
    broken: ({ continual, distributed }) => continual.ewc !== undefined && distributed.strategy !== 'ddp',
  },
  {
    path: ['distributed', 'strategy'],
    message: 'weights and gradients are split over several processes: raise processes or nodes, or use ddp',
    broken: ({ distributed }) => distributed.strategy !== 'ddp' && distributed.processes * distributed.nodes === 1,
  },
  {
    path: ['distributed', 'master'],
    message: 'several nodes meet at the first one: give its host:port',
    broken: ({ distributed }) => distributed.nodes > 1 && distributed.master === undefined,
  },
  {
    path: ['distributed', 'nodeRank'],
    message: 'nodes are counted from 0',
    broken: ({ distributed }) => distributed.nodeRank >= distributed.nodes,
  },
];

function isPlain({ variant, experts }: TrainingConfig['lora']): boolean {
  return variant !== 'dora' && !experts;
}
