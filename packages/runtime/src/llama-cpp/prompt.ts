import { TuneloopError, type GenerateRequest, type InfillPrompt, type Message, type Prompt } from '@tuneloop/protocol';
import { templateFeatures } from '../models/gguf/template-features.ts';
import { callsAsText, describeTools, toolCallFormat, type ToolCallFormat } from '../parsing/index.ts';
import { chatMlTemplate, createChatTemplate, shieldControlTexts, type ChatTemplate } from '../template/index.ts';
import type { CoreDescription } from './core/core-options.ts';
import type { CoreRequest } from './core/core-request.ts';
import { infillSegments, type InfillMarkup } from './infill.ts';
import { reasoningSwitch, withHint } from './reasoning-switch.ts';
import { placeSystemMessages, systemPlacement, type SystemPlacement } from './system-messages.ts';

type PromptOptions = Pick<
  GenerateRequest,
  'tools' | 'toolChoice' | 'continueFinalMessage' | 'templateVariables' | 'reasoning'
>;

/** Turns what a request says into what the core tokenises. */
export class PromptRenderer {
  readonly #template: ChatTemplate;
  readonly #controlTexts: string[];
  readonly #infill: InfillMarkup | undefined;
  readonly #templateText: string;
  readonly #knowsTools: boolean;
  /** Set where the template knows tools and yet leaves out what was called. */
  readonly #unwrittenCalls: ToolCallFormat | undefined;
  readonly #systemPlacement: SystemPlacement;
  /** Some templates for tools go through the list without asking whether there is one. */
  readonly #wantsToolList: boolean;

  constructor(description: CoreDescription) {
    this.#templateText = description.chatTemplate ?? chatMlTemplate;
    this.#template = createChatTemplate({ ...description, template: this.#templateText });
    this.#controlTexts = description.controlTexts;
    this.#infill = description.infill;
    this.#knowsTools = templateFeatures(description.chatTemplate).tools;
    this.#wantsToolList = this.#knowsTools && !accepts(this.#template, {}) && accepts(this.#template, { tools: [] });
    this.#systemPlacement = systemPlacement((messages) => this.#render(messages, {}, true));
    const leavesOutCalls = this.#knowsTools && !this.#writesCalls();
    this.#unwrittenCalls = leavesOutCalls ? toolCallFormat(this.#templateText) : undefined;
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
    const placed = placeSystemMessages(described, this.#systemPlacement);
    const { variables, hint } = reasoningSwitch(this.#templateText, options);
    const shielded = shieldControlTexts(withHint(placed, hint), this.#controlTexts);
    // The markup around calls is ours, unlike what they hold.
    const messages = this.#unwrittenCalls ? callsAsText(shielded.messages, this.#unwrittenCalls) : shielded.messages;
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

  /** Whether what was called is part of the prompt; taken for granted where the template cannot be tried. */
  #writesCalls(): boolean {
    const toolCalls = [{ id: 'abcdefghi', name: 'called-tool', arguments: '{}' }];
    const conversation: Message[] = [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: '', toolCalls },
      { role: 'tool', toolCallId: 'abcdefghi', content: 'done' },
    ];
    try {
      return this.#render(conversation, {}, true).includes('called-tool');
    } catch {
      return true;
    }
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
