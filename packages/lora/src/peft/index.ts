export { createPeftDriver, type PeftDriver, type PrepareOptions } from './create-peft-driver.ts';
export type { PeftDriverOptions } from './peft-driver-options.ts';
export {
  removeOldEnvironments,
  type EnvironmentKind,
  type PythonEnvironment,
  type PythonExtra,
} from './environment/environment-folder.ts';
export {
  ensurePythonEnvironment,
  findPythonEnvironment,
  lockHash,
  type PythonEnvironmentOptions,
} from './environment/python-environment.ts';
export type { TorchBuild } from './environment/torch-build.ts';
export type { InstallProgress } from './environment/uv-progress.ts';
export { pythonEvents, type PythonCommand, type PythonEvent } from './process/python-events.ts';
export { runPython, type RunPythonOptions } from './run-python.ts';
