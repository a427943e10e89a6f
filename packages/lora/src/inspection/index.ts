export { inspectRows, type InspectedSequence, type Inspection, type InspectRowsOptions } from './inspect-rows.ts';
export type { LengthHistogram } from './length-histogram.ts';
export {
  checkTemplate,
  requireSameTemplate,
  type CheckTemplateOptions,
  type TemplateCheck,
  type TemplateConversation,
} from './template/check-template.ts';
