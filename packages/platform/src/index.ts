export { openConfiguredRegistry } from './adapters/configured-registry.ts';
export { createAuditLog, type AuditLog } from './audit/audit-log.ts';
export type { AuditRecord } from './audit/audit-record.ts';
export { auditFolder } from './audit/audit-trail.ts';
export { verifyAuditLog, type AuditVerdict } from './audit/verify-audit-log.ts';
export { adapterPatterns } from './adapters/adapter-patterns.ts';
export { configError, type ConfigIssue } from './config/issues.ts';
export type { ConfigFlags } from './config/flags-source.ts';
export { loadConfig, type LoadConfigOptions, type LoadedConfig, type Setting } from './config/load-config.ts';
export {
  defineConfig,
  type Config,
  type ConfigInput,
  type LogFormat,
  type LogLevel,
  type ModelConfig,
  type RuntimeConfig,
  type ServerConfig,
} from './config/schema.ts';
export { Secret } from './config/secret.ts';
export type { McpConnection, McpConnections } from '@tuneloop/mcp-bridge';
export { logInToServer, logOutOfServer, type LogInToServerOptions } from './mcp/log-in.ts';
export { runMcpOverStdio, runMcpServer, type RunMcpServerOptions } from './mcp/run-mcp-server.ts';
export type { SettingDefinition, SettingKind } from './config/setting-definition.ts';
export { inertVariables, settingDefinitions, type InertVariable } from './config/setting-definitions.ts';
export type { Check, CheckStatus } from './doctor/check.ts';
export { runDoctor, type DoctorOptions } from './doctor/run-doctor.ts';
export type { Health, PlatformState } from './http/health.ts';
export { createKeptLog, type KeptLog, type KeptLogOptions } from './logging/kept-log.ts';
export { createLogger, type Logger, type LoggerOptions } from './logging/logger.ts';
export { collectFromLog, type CollectOptions } from './loop/collect-from-log.ts';
export { planOf as loopRequestOf } from './loop/create-loop.ts';
export { checkLoopConfig, type LoopConfig } from './loop/loop-config.ts';
export type { LoopRequest } from './loop/loop-request.ts';
export type { LoopOutcome, LoopService, LoopState } from './loop/loop-service.ts';
export type { ModelHost } from './models/model-host.ts';
export { langfuseConnection, type LangfuseConfig } from './recording/langfuse-config.ts';
export { createPlatform, type CloseOptions, type Platform, type PlatformOptions } from './platform.ts';
export type { ServerNotice } from './server/notice.ts';
export { runServer, type RunServerOptions } from './server/run-server.ts';
export { describeStartFailure, type StartFailure } from './server/start-failure.ts';
export type { FinetuneRequest } from './training/finetune-request.ts';
export type { PreviewOptions, TrainingPreview } from './training/preview-run.ts';
export { settingProblems, type SettingProblem } from './training/setting-problems.ts';
export type { StoredRun } from './training/stored-run.ts';
export type { TrainingRunView, TrainingService } from './training/training-service.ts';
