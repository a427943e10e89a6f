import { Template } from '@huggingface/jinja';
import { textOf, TuneloopError, type AssistantMessage, type Message, type ToolDefinition } from '@tuneloop/protocol';
import { rewriteDialect } from './dialect.ts';
import { withinTime } from './within-time.ts';

export interface ChatTemplateOptions {
  /** Jinja, as in `tokenizer.chat_template`. */
  template: string;
  bosText: string;
  eosText: string;
  /** What it may take for a short conversation, in ms; default 2000. A longer one gets more. */
  limitMs?: number | undefined;
}

export interface RenderOptions {
  tools?: readonly ToolDefinition[] | undefined;
  /** Ends where the assistant is to speak; otherwise in the middle of its last message. */
  addGenerationPrompt: boolean;
  /** More variables, such as `enable_thinking`. */
  variables?: Record<string, unknown> | undefined;
}

export interface ChatTemplate {
  /** Errors: `INVALID_REQUEST` when the template refuses the messages (their order, a role that it does not know). */
  render(messages: readonly Message[], options: RenderOptions): string;
}

/** What models without a template of their own mostly understand. */
export const chatMlTemplate: string =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

const defaultLimitMs = 2000;
const limitMsPerCharacter = 0.01;
/** Above it a template that takes too long may do so because of what it was given. */
const shortConversation = 10_000;
/** Characters. A prompt of that length fits no model. */
const longestPrompt = 64 * 1024 * 1024;
/** Of lists that templates count with, such as the places of messages. */
const longestRange = 100_000;

/**
 * A model's chat template. It comes with the model's file, from whoever made that: it gets a limited time, and what it
 * can make is limited.
 *
 * Source: https://huggingface.co/docs/transformers/chat_templating
 *
 * Errors: `MODEL_LOAD_FAILED` when it is not valid Jinja.
 */
export function createChatTemplate(options: ChatTemplateOptions): ChatTemplate {
  const { limitMs = defaultLimitMs } = options;
  const template = parse(options.template, limitMs);
  let neverEnds = false;
  return {
    render(messages, { tools, addGenerationPrompt, variables }) {
      const length = messages.reduce((sum, { content }) => sum + textOf(content).length, 0);
      const renderAs = (form: MessageForm): string => {
        if (neverEnds) throw new TuneloopError('TIMEOUT', 'It does not come to an end.');
        try {
          return withinTime(() => write(form), Math.ceil(limitMs + length * limitMsPerCharacter));
        } catch (error) {
          neverEnds ||= TuneloopError.isInstance(error) && error.code === 'TIMEOUT' && length < shortConversation;
          throw error;
        }
      };
      const write = (form: MessageForm): string => {
        const text = template.render({
          ...variables,
          [boundedRangeName]: boundedRange,
          messages: messages.map((message) => templateMessage(message, form)),
          ...(tools && tools.length > 0 && { tools: tools.map(templateTool) }),
          add_generation_prompt: addGenerationPrompt,
          bos_token: options.bosText,
          eos_token: options.eosText,
        });
        if (text.length <= longestPrompt) return text;
        throw new TuneloopError('INVALID_REQUEST', `It writes ${text.length} characters.`);
      };
      try {
        return renderAs(faithful);
      } catch (error) {
        try {
          return renderAs(careful);
        } catch {
          // What went wrong at first tells more.
        }
        throw new TuneloopError(
          'INVALID_REQUEST',
          `The model's chat template does not accept these messages: ${String(error instanceof Error ? error.message : error)}`,
          { cause: error },
        );
      }
    },
  };
}

const boundedRangeName = 'tuneloop_range';

/** Calls of `range` become calls of ours: the interpreter's own fills the memory with what a template asks for. */
function boundRanges(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, callee } = node as { type?: unknown; callee?: { type?: unknown; value?: unknown } };
  if (type === 'CallExpression' && callee?.type === 'Identifier' && callee.value === 'range') {
    callee.value = boundedRangeName;
  }
  for (const child of node instanceof Map ? [...node.keys(), ...node.values()] : Object.values(node))
    boundRanges(child);
}

/** Python's. */
function boundedRange(...bounds: unknown[]): number[] {
  const numbers = bounds.filter((bound) => typeof bound === 'number');
  const [start, stop, step = 1] =
    numbers.length === 1 ? [0, numbers[0]!] : [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2]];
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (step === 0 || !(length <= longestRange)) throw new Error(`range() of ${length} numbers`);
  return Array.from({ length }, (_, index) => start + index * step);
}

function parse(text: string, limitMs: number): Template {
  try {
    return withinTime(() => {
      const template = new Template(rewriteDialect(text));
      boundRanges(template.parsed);
      return template;
    }, limitMs);
  } catch (error) {
    throw new TuneloopError(
      'MODEL_LOAD_FAILED',
      "The model's chat template cannot be parsed; the file may be damaged.",
      {
        cause: error,
      },
    );
  }
}

/** Templates know the wire's names, and content as plain text. */
function templateMessage(message: Message, form: MessageForm): Record<string, unknown> {
  const content = textOf(message.content);
  if (message.role === 'tool') return { role: 'tool', content, tool_call_id: message.toolCallId };
  if (message.role !== 'assistant') return { role: message.role === 'developer' ? 'system' : message.role, content };
  return {
    role: 'assistant',
    content,
    ...thoughtsOf(message, form),
    ...(message.toolCalls?.length && {
      tool_calls: message.toolCalls.map((call) => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: form.readArguments(call.arguments) },
      })),
    }),
  };
}

interface MessageForm {
  readArguments(text: string): unknown;
  /** gpt-oss takes either words or thoughts next to calls. */
  thinksBesideWords: boolean;
}

/** Messages as they are, and as templates take them that go through them with less care. */
const faithful: MessageForm = { readArguments: valueOf, thinksBesideWords: true };
const careful: MessageForm = { readArguments: mappingOf, thinksBesideWords: false };

/** Under the names that templates know: most the first, Solar the second, gpt-oss and LFM2.5 the third. */
function thoughtsOf({ reasoning, content }: AssistantMessage, form: MessageForm): Record<string, string> {
  if (reasoning === undefined) return {};
  const thinks = form.thinksBesideWords || textOf(content) === '';
  return { reasoning_content: reasoning, reasoning, ...(thinks && { thinking: reasoning }) };
}

/** Templates print arguments as JSON, so they get the value; text that is not JSON must not break the conversation. */
function valueOf(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** For templates that go through the arguments one by one, also where a model wrote something else. */
function mappingOf(text: string): Record<string, unknown> {
  const value = valueOf(text);
  return isMapping(value) ? value : { arguments: text };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function templateTool(tool: ToolDefinition): Record<string, unknown> {
  return { type: 'function', function: { ...tool } };
}
