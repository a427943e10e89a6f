import { TuneloopError, type GenerateRequest, type InfillPrompt, type Message, type Prompt } from '@tuneloop/protocol';
import { templateFeatures } from '../models/gguf/template-features.ts';
import { callsAsText, describeTools, toolCallFormat, type ToolCallFormat } from '../parsing/index.ts';
import { chatMlTemplate, createChatTemplate, shieldControlTexts, type ChatTemplate } from '../template/index.ts';
import type { CoreDescription } from './hosted-core.ts';
import type { CoreRequest } from './core-request.ts';
import { infillSegments, type InfillMarkup } from './infill.ts';
import { createReasoningSwitch, withHint, type ReasoningSwitch } from './reasoning-switch.ts';
import { findTemplateLimits, fitConversation, type TemplateLimits } from './template-limits.ts';

type PromptOptions = Pick<
  GenerateRequest,
  'tools' | 'toolChoice' | 'continueFinalMessage' | 'templateVariables' | 'reasoning'
>;

/** Turns what a request says into what the core tokenises. */
export class PromptRenderer {
  readonly #template: ChatTemplate;
  readonly #controlTexts: string[];
  readonly #infill: InfillMarkup | undefined;
  readonly #knowsTools: boolean;
  readonly #callFormat: ToolCallFormat;
  readonly #reasoningSwitch: ReasoningSwitch;
  readonly #limits: TemplateLimits;
  /** Some templates for tools go through the list without asking whether there is one. */
  readonly #wantsToolList: boolean;

  constructor(description: CoreDescription) {
    const template = description.chatTemplate ?? chatMlTemplate;
    this.#template = createChatTemplate({ ...description, template });
    this.#callFormat = toolCallFormat(template);
    this.#reasoningSwitch = createReasoningSwitch(template);
    this.#controlTexts = description.controlTexts;
    this.#infill = description.infill;
    this.#knowsTools = templateFeatures(description.chatTemplate).tools;
    this.#wantsToolList = this.#knowsTools && !accepts(this.#template, {}) && accepts(this.#template, { tools: [] });
    this.#limits = findTemplateLimits((messages) => this.#render(messages, {}, true), { knowsTools: this.#knowsTools });
  }

  /** Errors: `INVALID_REQUEST`, `UNSUPPORTED` (images). */
  render(prompt: Prompt, options: PromptOptions = {}): CoreRequest['prompt'] {
    if (prompt.type === 'tokens') return prompt.tokens;
    // The caller wrote the whole prompt, control tokens included.
    if (prompt.type === 'text') return [{ text: prompt.text, control: true }];
    if (prompt.type === 'infill') return this.#renderInfill(prompt);
    refuseImages(prompt.messages);
    const { tools = [], toolChoice } = options;
    const callable = toolChoice === 'none' ? [] : tools;
    const described = this.#knowsTools ? prompt.messages : describeTools(prompt.messages, callable);
    const { variables, hint } = this.#reasoningSwitch(options);
    const fitted = withHint(fitConversation(described, this.#limits), hint);
    const shielded = shieldControlTexts(fitted, this.#controlTexts);
    // The markup around calls is ours, unlike what they hold.
    const leavesOutCalls = this.#limits.callPlacement === 'none';
    const messages = leavesOutCalls ? callsAsText(shielded.messages, this.#callFormat) : shielded.messages;
    const settings = { ...options, templateVariables: variables };
    const rendered = options.continueFinalMessage
      ? this.#renderOpenEnded(messages, settings)
      : this.#render(messages, settings, true);
    return shielded.segments(rendered);
  }

  #renderInfill(prompt: InfillPrompt): CoreRequest['prompt'] {
    if (this.#infill !== undefined) return infillSegments(prompt, this.#infill);
    throw new TuneloopError(
      'UNSUPPORTED',
      'This model cannot fill in text between two parts. Take one that was trained for it, such as Qwen2.5-Coder.',
    );
  }

  #render(messages: Message[], options: PromptOptions, addGenerationPrompt: boolean): string {
    return this.#template.render(messages, {
      tools: this.#knowsTools && options.toolChoice !== 'none' ? options.tools : undefined,
      addGenerationPrompt,
      variables: {
        ...(this.#wantsToolList && { tools: [] }),
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

function accepts(template: ChatTemplate, variables: Record<string, unknown>): boolean {
  try {
    template.render([{ role: 'user', content: 'hi' }], { addGenerationPrompt: true, variables });
    return true;
  } catch {
    return false;
  }
}

function refuseImages(messages: readonly Message[]): void {
  const withImage = messages.some(
    ({ content }) => typeof content !== 'string' && content.some((part) => part.type === 'image'),
  );
  if (withImage) throw new TuneloopError('UNSUPPORTED', 'This model cannot see images. Send text alone.');
}
