export { chatMlTemplate, createChatTemplate, type ChatTemplate } from './chat-template.ts';
export { shieldControlTexts, type PromptSegment } from './shield.ts';
