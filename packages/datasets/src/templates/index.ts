export { alpacaPrompt, chatml, completion, llama2, textTemplateByName, textTemplates } from './templates.ts';
export { modelTemplate, type RenderOptions, type TextTemplate } from './text-template.ts';
export { createTextWriter } from './text-writer.ts';
