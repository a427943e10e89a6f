import type { CodeSandbox } from '../code/code-sandbox.ts';
import { createRunCodeTool } from '../code/run-code.ts';
import { createFileTools } from '../files/file-tools.ts';
import type { NetworkHooks } from '../network/network-hooks.ts';
import { createNetworkTools } from '../network/network-tools.ts';
import type { DefinedTool } from '../tool/define-tool.ts';

export interface ToolsOptions {
  /** What `get_current_directory` says. Default: the process's own. */
  currentFolder?: string | undefined;
  /** How names are looked up and connections made. Default: the system's ways. */
  network?: NetworkHooks | undefined;
  /** Where `run_code` runs programs; the caller's to close. Default: one that is made when it is first used. */
  sandbox?: CodeSandbox | undefined;
}

/** Every tool of this package. What they may do says the policy that they run under. */
export function createTools({ currentFolder, network, sandbox }: ToolsOptions = {}): DefinedTool[] {
  return [...createFileTools(currentFolder), ...createNetworkTools(network), createRunCodeTool(sandbox)];
}
