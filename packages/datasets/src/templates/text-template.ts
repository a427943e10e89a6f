import type { Message, ToolDefinition } from '@tuneloop/protocol';

export interface RenderOptions {
  tools?: readonly ToolDefinition[] | undefined;
  /** Write what stands before an answer, so that one can follow. Default `false`. */
  addGenerationPrompt?: boolean | undefined;
}

/** Writes a conversation as one text. */
export interface TextTemplate {
  readonly name: string;
  /** Throws `NotExpressible` for what it has no notation for. */
  render(messages: readonly Message[], options?: RenderOptions): string | Promise<string>;
}

/**
 * A model's own template, by whatever can render it: an engine's tokenizer, a template library.
 *
 * @param render as `TextTemplate.render`.
 */
export function modelTemplate(name: string, render: TextTemplate['render']): TextTemplate {
  return { name, render };
}
