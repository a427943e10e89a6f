export type { CodeLanguage, CodePolicy } from './code/code-policy.ts';
export { createCodeSandbox, type CodeSandbox, type CodeSandboxOptions, type Program } from './code/code-sandbox.ts';
export { createRunCodeTool } from './code/run-code.ts';
export type { CodeOutcome } from './code/sandbox-worker.ts';
export type { ToolAudit, ToolAuditRecord } from './execution/audit.ts';
export { createToolExecutor, type ToolExecutorOptions } from './execution/create-tool-executor.ts';
export { createResultCache, type ResultCache } from './execution/result-cache.ts';
export { runTool, type ApprovalRequest, type RunToolOptions } from './execution/run-tool.ts';
export { runTools } from './execution/run-tools.ts';
export { createFileTools } from './files/file-tools.ts';
export { createTools, type ToolsOptions } from './library/create-tools.ts';
export { loadTools } from './library/load-tools.ts';
export { createGuardedFetch, type GuardedFetch } from './network/guarded-fetch.ts';
export { createNetworkTools } from './network/network-tools.ts';
export type { ConnectTarget, NetworkHooks } from './network/network-hooks.ts';
export type { NetworkPolicy } from './network/network-policy.ts';
export {
  answerToolCalls,
  functionTools,
  type FunctionTool,
  type FunctionToolCall,
  type ToolMessage,
} from './openai/function-tools.ts';
export type { PathAccess, PathUse } from './paths/path-use.ts';
export type { PathPlatform } from './paths/platform.ts';
export type { Decision } from './policy/decision.ts';
export { createToolPolicy, defaultToolPolicy } from './policy/default-policy.ts';
export type { FilePolicy } from './policy/file-policy.ts';
export { judge, judgeTool } from './policy/judge.ts';
export type { ToolLimits } from './policy/tool-limits.ts';
export type { RunShellCommand, ShellCommand } from './shell/shell-command.ts';
export type { ShellPolicy } from './shell/shell-policy.ts';
export { createRunCommandTool, type RunCommandOptions } from './shell/run-command.ts';
export { createShellSandbox, type ShellSandbox, type ShellSandboxOptions } from './shell/shell-sandbox.ts';
export { toolPolicySchema, type JudgedEffect, type ToolPolicy, type ToolPolicyInput } from './policy/tool-policy.ts';
export {
  defineTool,
  type DefinedTool,
  type ParsedArguments,
  type ToolContext,
  type ToolDeclaration,
  type ToolOutput,
} from './tool/define-tool.ts';
