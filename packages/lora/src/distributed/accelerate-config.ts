import { TuneloopError } from '@tuneloop/protocol';
import type { TrainingConfig } from '../config/training-config.ts';
import { deepSpeedConfig, type DeepSpeedConfig } from './deepspeed-config.ts';
import { fsdpConfig } from './fsdp-config.ts';

/** A file for `accelerate launch --config_file`; JSON is YAML as well. */
export interface AccelerateConfig {
  compute_environment: 'LOCAL_MACHINE';
  distributed_type: 'NO' | 'MULTI_CPU' | 'MULTI_GPU' | 'DEEPSPEED' | 'FSDP';
  num_machines: number;
  /** On all machines together. */
  num_processes: number;
  machine_rank: number;
  main_process_ip?: string;
  main_process_port?: number;
  main_training_function: 'main';
  rdzv_backend: 'static';
  use_cpu: boolean;
  mixed_precision: 'no' | 'bf16' | 'fp16';
  /** Keys that accelerate knows; DeepSpeed's own are in a file of their own. */
  deepspeed_config?: { deepspeed_config_file: string; zero3_init_flag: boolean };
  fsdp_config?: Record<string, unknown>;
}

export interface AccelerateConfigOptions {
  /** Whether the processes have no GPU. Default `false`. */
  cpu?: boolean | undefined;
  /** Where DeepSpeed's own configuration is written; needed by `zero2` and `zero3`. */
  deepSpeedFile?: string | undefined;
}

/**
 * The same processes as our trainer starts by itself, for those who start a training by hand or through a scheduler of a
 * cluster. Precision `auto` is written as bf16, which every GPU that trains in more than one process has.
 *
 * Errors: `INVALID_REQUEST` where `deepSpeedFile` is missing.
 */
export function accelerateConfig(config: TrainingConfig, options: AccelerateConfigOptions = {}): AccelerateConfig {
  const { distributed, precision } = config;
  const { cpu = false, deepSpeedFile } = options;
  const [ip, port] = distributed.master?.split(':') ?? [];
  const deepSpeed = deepSpeedConfig(config);
  if (deepSpeed !== undefined && deepSpeedFile === undefined) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `Strategy ${distributed.strategy} needs a file for DeepSpeed's settings.`,
    );
  }
  const fsdp = fsdpConfig(config);
  const processes = distributed.processes * distributed.nodes;
  return {
    compute_environment: 'LOCAL_MACHINE',
    distributed_type: typeOf(deepSpeed, fsdp !== undefined, processes, cpu),
    num_machines: distributed.nodes,
    num_processes: processes,
    machine_rank: distributed.nodeRank,
    ...(ip !== undefined && { main_process_ip: ip, main_process_port: Number(port) }),
    main_training_function: 'main',
    rdzv_backend: 'static',
    use_cpu: cpu,
    mixed_precision:
      precision === 'fp32' || (precision === 'auto' && cpu) ? 'no' : precision === 'fp16' ? 'fp16' : 'bf16',
    ...(deepSpeed !== undefined &&
      deepSpeedFile !== undefined && {
        deepspeed_config: {
          deepspeed_config_file: deepSpeedFile,
          zero3_init_flag: deepSpeed.zero_optimization.stage === 3,
        },
      }),
    ...(fsdp !== undefined && {
      fsdp_config: Object.fromEntries(Object.entries(fsdp).map(([name, value]) => [`fsdp_${name}`, value])),
    }),
  };
}

function typeOf(
  deepSpeed: DeepSpeedConfig | undefined,
  sharded: boolean,
  processes: number,
  cpu: boolean,
): AccelerateConfig['distributed_type'] {
  if (deepSpeed !== undefined) return 'DEEPSPEED';
  if (sharded) return 'FSDP';
  if (processes === 1) return 'NO';
  return cpu ? 'MULTI_CPU' : 'MULTI_GPU';
}
