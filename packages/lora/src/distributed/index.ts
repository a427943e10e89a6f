export { accelerateConfig, type AccelerateConfig, type AccelerateConfigOptions } from './accelerate-config.ts';
export { deepSpeedConfig, type DeepSpeedConfig } from './deepspeed-config.ts';
export { fsdpConfig, type FsdpConfig } from './fsdp-config.ts';
export { writeDistributedFiles, type DistributedFiles } from './write-distributed-files.ts';
