export { configError, type ConfigIssue } from './config/issues.ts';
export type { ConfigFlags } from './config/flags-source.ts';
export { loadConfig, type LoadConfigOptions, type LoadedConfig, type Setting } from './config/load-config.ts';
export {
  defineConfig,
  type Config,
  type ConfigInput,
  type LogFormat,
  type LogLevel,
  type RuntimeConfig,
  type ServerConfig,
} from './config/schema.ts';
export { Secret } from './config/secret.ts';
export {
  inertVariables,
  settingDefinitions,
  type InertVariable,
  type SettingDefinition,
  type SettingKind,
} from './config/setting-definitions.ts';
