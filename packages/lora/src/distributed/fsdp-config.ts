import type { TrainingConfig } from '../config/training-config.ts';

/** PyTorch's fully sharded data parallelism (version 2), as transformers' `fsdp_config` has it. */
export interface FsdpConfig {
  version: 2;
  auto_wrap_policy: 'TRANSFORMER_BASED_WRAP';
  reshard_after_forward: boolean;
  /** Whole weights in checkpoints, which other programs read. */
  state_dict_type: 'FULL_STATE_DICT';
  cpu_ram_efficient_loading: boolean;
  activation_checkpointing: boolean;
}

/** `undefined` where the strategy is another. */
export function fsdpConfig({ distributed, gradientCheckpointing }: TrainingConfig): FsdpConfig | undefined {
  if (distributed.strategy !== 'fsdp') return undefined;
  return {
    version: 2,
    auto_wrap_policy: 'TRANSFORMER_BASED_WRAP',
    reshard_after_forward: true,
    state_dict_type: 'FULL_STATE_DICT',
    cpu_ram_efficient_loading: false,
    activation_checkpointing: gradientCheckpointing,
  };
}
