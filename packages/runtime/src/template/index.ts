export {
  chatMlTemplate,
  createChatTemplate,
  type ChatTemplate,
  type ChatTemplateOptions,
  type RenderOptions,
} from './chat-template.ts';
export { shieldControlTexts, type PromptSegment } from './shield.ts';
