export { createScriptedEngine } from './scripted-engine.ts';
export type { ScriptedEngineOptions } from './options.ts';
export type { ScriptedReply, ScriptedToolCall, ScriptStep } from './script.ts';
