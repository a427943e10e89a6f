export { callsAsText } from './calls-as-text.ts';
export { chooseOutputParser, toolCallFormat } from './choose-output-parser.ts';
export { generic } from './formats/bare-json.ts';
export type { CallNotation, ParameterNotation } from './formats/call-notation.ts';
export type { ToolCallFormat } from './formats/tool-call-format.ts';
export type { OutputEvent } from './output-event.ts';
export type { OutputParser } from './output-parser.ts';
export { reasoningMarkup, type ReasoningMarkup } from './reasoning.ts';
export { describeTools } from './tool-instructions.ts';
