import { TuneloopError, type GenerateRequest, type ToolDefinition } from '@tuneloop/protocol';
import { templateFeatures } from '../models/gguf/template-features.ts';
import {
  chooseOutputParser,
  generic,
  reasoningMarkup,
  toolCallFormat,
  type OutputParser,
  type ReasoningMarkup,
  type ToolCallFormat,
} from '../parsing/index.ts';
import type { CoreDescription } from './hosted-core.ts';
import type { CoreRequest } from './core-request.ts';
import { outputGrammar } from './output-grammar.ts';
import { canWrite } from './parameter-grammar.ts';

/** What is made of one request's output. */
export interface OutputPlan {
  /** None when all of it is content. */
  parser: OutputParser | undefined;
  grammar: string | undefined;
  /** Texts of control tokens that the parser has to see. */
  markup: readonly string[];
  /** Ends the generation after the first call. */
  singleCall: boolean;
  /** Ends reasoning that takes more tokens. */
  reasoningBudget?:
    | {
        tokens: number;
        /** What ends it. */
        closing: string;
        /** As `grammar`, for what comes behind the reasoning. */
        answerGrammar: string | undefined;
      }
    | undefined;
}

/** Plans outputs by what a model's chat template and vocabulary are. */
export class OutputPlanner {
  readonly #chatTemplate: string | undefined;
  /** Those that may be part of what the parser reads. */
  readonly #controlTexts: readonly string[];
  /** How the model writes calls; generic JSON where its template has none. */
  readonly #format: ToolCallFormat;
  readonly #markup: ReasoningMarkup | undefined;

  constructor({ chatTemplate, controlTexts }: Pick<CoreDescription, 'chatTemplate' | 'controlTexts'>) {
    this.#chatTemplate = chatTemplate;
    const format = toolCallFormat(chatTemplate);
    this.#format = templateFeatures(chatTemplate).tools || format.frames ? format : generic;
    this.#markup = reasoningMarkup(chatTemplate ?? '');
    this.#controlTexts = partsOf(controlTexts, [...this.#format.markup, ...tagsOf(this.#markup)]);
  }

  /**
   * @param prompt as rendered: its end tells whether the output begins within reasoning.
   *
   * Errors: `INVALID_REQUEST` (a choice that names no tool), `UNSUPPORTED` (schemas that cannot be enforced).
   */
  plan(request: GenerateRequest, prompt: CoreRequest['prompt']): OutputPlan {
    const { outputFormat, toolChoice = 'auto', parallelToolCalls = true } = request;
    const tools = callableTools(request);
    const reasoning = this.#reasoning(request, prompt);
    const budget = request.reasoning?.budgetTokens;
    const required = tools.length > 0 && toolChoice !== 'auto';
    const constrained = required || (outputFormat !== undefined && outputFormat.type !== 'text');
    // A caller's own grammar begins at the first token.
    const ownGrammar = outputFormat?.type === 'grammar' && !required;
    const format = ownGrammar ? generic : this.#formatOf(request, constrained ? tools : []);
    const several = required && toolChoice === 'required' && parallelToolCalls;
    // A message that is continued is within them already.
    const frames = request.continueFinalMessage ? undefined : format.frames;
    const answer = {
      format: outputFormat,
      opening: frames?.answer,
      calls: tools.length > 0 && constrained ? { tools, notation: format.notation, required, several } : undefined,
    };
    const thoughts = reasoning ?? (frames?.thoughts && { markup: frames.thoughts, opened: false });
    const grammar = outputGrammar({ ...answer, reasoning: constrained ? thoughts : undefined });
    const parser = chooseOutputParser(this.#chatTemplate, {
      tools,
      format,
      reasoning: reasoning === undefined || ownGrammar ? 'none' : reasoning.opened ? 'opened' : 'allowed',
    });
    const read = [...(tools.length > 0 || format.frames ? format.markup : []), ...tagsOf(reasoning?.markup)];
    // Where a call may follow, the model says itself what does.
    const opening = reasoning === undefined && tools.length === 0 ? frames?.answer : undefined;
    const [before, after] = reasoning === undefined ? ['', opening ?? ''] : ['\n', '\n\n'];
    return {
      parser,
      grammar,
      markup: parser === undefined ? [] : partsOf(this.#controlTexts, read),
      singleCall: !parallelToolCalls,
      ...(thoughts !== undefined &&
        budget !== undefined && {
          reasoningBudget: {
            tokens: budget,
            closing: `${before}${thoughts.markup.close}${after}`,
            answerGrammar: outputGrammar({ ...answer, ...(opening !== undefined && { opening: undefined }) }),
          },
        }),
    };
  }

  /** How calls are written and read; `enforced` are the tools that a grammar writes calls of. */
  #formatOf({ prompt }: GenerateRequest, enforced: readonly ToolDefinition[]): ToolCallFormat {
    // Not every schema can be kept where arguments are written one by one.
    const canBeKept = enforced.every((tool) => canWrite(this.#format.notation, tool));
    return prompt.type === 'messages' && canBeKept ? this.#format : generic;
  }

  /** Whether the output may begin with reasoning, or does so because the prompt ended with its opening markup. */
  #reasoning(
    { prompt: { type }, continueFinalMessage }: GenerateRequest,
    prompt: CoreRequest['prompt'],
  ): { markup: ReasoningMarkup; opened: boolean } | undefined {
    if (this.#markup === undefined || type !== 'messages' || continueFinalMessage) return undefined;
    const last = prompt.at(-1);
    const end = typeof last === 'object' ? last.text.trimEnd() : '';
    return { markup: this.#markup, opened: end.endsWith(this.#markup.open) };
  }
}

function tagsOf(markup: ReasoningMarkup | undefined): string[] {
  return markup === undefined ? [] : [markup.open, markup.close];
}

/** The control tokens in `tags`: one may be a part of a tag, such as Gemma's, which are a channel and its name. */
function partsOf(controlTexts: readonly string[], tags: readonly string[]): string[] {
  return controlTexts.filter((text) => tags.some((tag) => tag.includes(text)));
}

/** The tools that may be called, by the request's choice. */
function callableTools({ tools = [], toolChoice = 'auto' }: GenerateRequest): readonly ToolDefinition[] {
  if (toolChoice === 'none' || toolChoice === 'auto') return toolChoice === 'none' ? [] : tools;
  const callable = toolChoice === 'required' ? tools : tools.filter(({ name }) => name === toolChoice.name);
  if (callable.length > 0) return callable;
  throw new TuneloopError(
    'INVALID_REQUEST',
    toolChoice === 'required'
      ? '`tool_choice` demands a call, but there are no tools. Add `tools`, or leave the choice out.'
      : `\`tool_choice\` names the tool "${toolChoice.name}", which is not among \`tools\`.`,
  );
}
