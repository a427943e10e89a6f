export { chooseOutputParser, toolCallFormat } from './choose-output-parser.ts';
export type { OutputEvent } from './output-event.ts';
export { reasoningMarkup } from './reasoning.ts';
