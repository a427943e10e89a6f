export { formatCommand, type Deployment } from './deployment.ts';
export type { ProgramRunner } from './run-deployment.ts';
export { deployToFolder } from './to-folder.ts';
export { deployToHub, type HubDeploymentOptions } from './to-hub.ts';
export { deployToOllama, type OllamaDeploymentOptions } from './to-ollama.ts';
export { deployToVllm, type VllmDeploymentOptions } from './to-vllm.ts';
