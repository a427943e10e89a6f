import { TuneloopError, type GenerateRequest, type Message, type Prompt } from '@tuneloop/protocol';
import { chatMlTemplate, createChatTemplate, shieldControlTexts, type ChatTemplate } from '../template/index.ts';
import type { CoreDescription } from './core/core-options.ts';
import type { CoreRequest } from './core/core-request.ts';

type PromptOptions = Pick<GenerateRequest, 'tools' | 'continueFinalMessage' | 'templateVariables' | 'reasoning'>;

/** Turns what a request says into what the core tokenises. */
export class PromptRenderer {
  readonly #template: ChatTemplate;
  readonly #controlTexts: string[];

  constructor(description: CoreDescription) {
    this.#template = createChatTemplate({ ...description, template: description.chatTemplate ?? chatMlTemplate });
    this.#controlTexts = description.controlTexts;
  }

  /** Errors: `INVALID_REQUEST`, `UNSUPPORTED` (images). */
  render(prompt: Prompt, options: PromptOptions = {}): CoreRequest['prompt'] {
    if (prompt.type === 'tokens') return prompt.tokens;
    // The caller wrote the whole prompt, control tokens included.
    if (prompt.type === 'text') return [{ text: prompt.text, control: true }];
    refuseImages(prompt.messages);
    const shielded = shieldControlTexts(prompt.messages, this.#controlTexts);
    const rendered = options.continueFinalMessage
      ? this.#renderOpenEnded(shielded.messages, options)
      : this.#render(shielded.messages, options, true);
    return shielded.segments(rendered);
  }

  #render(messages: Message[], options: PromptOptions, addGenerationPrompt: boolean): string {
    return this.#template.render(messages, {
      tools: options.tools,
      addGenerationPrompt,
      variables: {
        ...(options.reasoning?.enabled !== undefined && { enable_thinking: options.reasoning.enabled }),
        ...options.templateVariables,
      },
    });
  }

  /** The template up to the end of the last message's own text, without what closes it. */
  #renderOpenEnded(messages: Message[], options: PromptOptions): string {
    const last = messages.at(-1);
    if (last?.role !== 'assistant' || typeof last.content !== 'string' || last.content === '') {
      throw new TuneloopError(
        'INVALID_REQUEST',
        'To continue the final message, it must be an assistant message with text.',
      );
    }
    const rendered = this.#render(messages, options, false);
    const at = rendered.lastIndexOf(last.content);
    if (at !== -1) return rendered.slice(0, at + last.content.length);
    const trimmed = last.content.trim();
    return rendered.slice(0, rendered.lastIndexOf(trimmed) + trimmed.length);
  }
}

function refuseImages(messages: readonly Message[]): void {
  const withImage = messages.some(
    ({ content }) => typeof content !== 'string' && content.some((part) => part.type === 'image'),
  );
  if (withImage) throw new TuneloopError('UNSUPPORTED', 'This model cannot see images. Send text alone.');
}
