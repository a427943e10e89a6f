import { TuneloopError, type GenerateRequest, type InfillPrompt, type Message, type Prompt } from '@tuneloop/protocol';
import { templateFeatures } from '../models/gguf/template-features.ts';
import { callsAsText, describeTools, toolCallFormat, type ToolCallFormat } from '../parsing/index.ts';
import { chatMlTemplate, createChatTemplate, shieldControlTexts, type ChatTemplate } from '../template/index.ts';
import { shortenIds, wantsShortIds } from './call-ids.ts';
import { callPlacement, setCallsApart, type CallPlacement } from './call-placement.ts';
import type { CoreDescription } from './core/core-options.ts';
import type { CoreRequest } from './core/core-request.ts';
import { infillSegments, type InfillMarkup } from './infill.ts';
import { createReasoningSwitch, withHint, type ReasoningSwitch } from './reasoning-switch.ts';
import { placeSystemMessages, systemPlacement, type SystemPlacement } from './system-messages.ts';
import { insistsOnTurns, joinTurns } from './turns.ts';

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
  readonly #callPlacement: CallPlacement;
  readonly #wantsShortIds: boolean;
  readonly #insistsOnTurns: boolean;
  readonly #reasoningSwitch: ReasoningSwitch;
  readonly #systemPlacement: SystemPlacement;
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
    const tryOut = (messages: Message[]): string => this.#render(messages, {}, true);
    this.#systemPlacement = systemPlacement(tryOut);
    this.#insistsOnTurns = insistsOnTurns(tryOut);
    this.#callPlacement = this.#knowsTools ? callPlacement(tryOut) : 'together';
    this.#wantsShortIds = this.#knowsTools && wantsShortIds(tryOut);
  }

  /** Errors: `INVALID_REQUEST`, `UNSUPPORTED` (images). */
  render(prompt: Prompt, options: PromptOptions = {}): CoreRequest['prompt'] {
    if (prompt.type === 'tokens') return prompt.tokens;
    // The caller wrote the whole prompt, control tokens included.
    if (prompt.type === 'text') return [{ text: prompt.text, control: true }];
    if (prompt.type === 'infill') return this.#renderInfill(prompt);
    refuseImages(prompt.messages);
    const { variables, hint } = this.#reasoningSwitch(options);
    const shielded = shieldControlTexts(withHint(this.#adapt(prompt.messages, options), hint), this.#controlTexts);
    // The markup around calls is ours, unlike what they hold.
    const messages =
      this.#callPlacement === 'none' ? callsAsText(shielded.messages, this.#callFormat) : shielded.messages;
    const settings = { ...options, templateVariables: variables };
    const rendered = options.continueFinalMessage
      ? this.#renderOpenEnded(messages, settings)
      : this.#render(messages, settings, true);
    return shielded.segments(rendered);
  }

  /** The same conversation as the template takes it. */
  #adapt(messages: readonly Message[], { tools = [], toolChoice }: PromptOptions): Message[] {
    const callable = toolChoice === 'none' ? [] : tools;
    let adapted = this.#knowsTools ? [...messages] : describeTools(messages, callable);
    adapted = placeSystemMessages(adapted, this.#systemPlacement);
    if (this.#insistsOnTurns) adapted = joinTurns(adapted);
    if (this.#wantsShortIds) adapted = shortenIds(adapted);
    return this.#callPlacement === 'apart' ? setCallsApart(adapted) : adapted;
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
