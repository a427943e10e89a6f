import { z } from 'zod';
import { messageSchema, type Message } from './messages.ts';
import { samplingSettingsSchema, type SamplingSettings } from './sampling.ts';
import { jsonSchemaSchema, toolDefinitionSchema, type JsonSchema, type ToolDefinition } from './tool.ts';

/** What the model continues: a conversation (through its chat template), plain text, token ids, or a gap to fill. */
export type Prompt =
  | { type: 'messages'; messages: Message[] }
  | { type: 'text'; text: string }
  | { type: 'tokens'; tokens: number[] }
  | InfillPrompt;

/** Fill-in-the-middle: the output belongs between `prefix` and `suffix`. Only where `capabilities.infill`. */
export interface InfillPrompt {
  type: 'infill';
  prefix: string;
  suffix: string;
  /** Other files of the project, most important last. */
  files?: { name: string; text: string }[] | undefined;
}

/** The form that the output must have; enforced by a grammar while sampling. */
export type OutputFormat =
  | { type: 'text' }
  /** Any JSON object. */
  | { type: 'json-object' }
  /** JSON valid under `schema`; a keyword that cannot be enforced is refused with `UNSUPPORTED`, by name. */
  | { type: 'json-schema'; schema: JsonSchema; name?: string | undefined }
  /** GBNF, llama.cpp's grammar notation, with a rule `root`. */
  | { type: 'grammar'; grammar: string };

export type ToolChoice = 'auto' | 'none' | 'required' | { name: string };

export interface AdapterSelection {
  id: string;
  /** 1 applies the adapter as trained. */
  scale: number;
}

/**
 * What happens when the output fills the context: it ends with `length`, or the oldest half of what follows the first
 * `keep` tokens is dropped and it goes on, up to `maxTokens`, without which it ends all the same.
 * `usage.discardedTokens` tells how many went.
 */
export interface ContextShift {
  /** By default as the engine was told, which by default is no. */
  enabled?: boolean | undefined;
  /** By default `prompt`: all of it, as far as there is room. Without their instructions models lose the thread. */
  keep?: number | 'prompt' | undefined;
}

export interface GenerateRequest {
  /** Shows up in events and logs; made up when left out. */
  id?: string | undefined;
  prompt: Prompt;
  sampling?: SamplingSettings | undefined;
  /** Tokens to generate at most; by default what the context leaves. 0 only reads the prompt. */
  maxTokens?: number | undefined;
  /** Generation ends before the first of these, also when it begins in the middle of a token. */
  stop?: string[] | undefined;
  outputFormat?: OutputFormat | undefined;
  tools?: ToolDefinition[] | undefined;
  toolChoice?: ToolChoice | undefined;
  parallelToolCalls?: boolean | undefined;
  reasoning?: { enabled?: boolean | undefined; budgetTokens?: number | undefined } | undefined;
  /** Extra variables for the chat template. */
  templateVariables?: Record<string, unknown> | undefined;
  /** The last message is an assistant's and is continued instead of answered. */
  continueFinalMessage?: boolean | undefined;
  adapters?: AdapterSelection[] | undefined;
  /** Report each token's log-probability, and those of the `top` likeliest (0–20) before sampling settings apply. */
  logprobs?: { top: number } | undefined;
  /** Report the prompt's log-probabilities in one `prompt-logprobs` event; reads the whole prompt anew. */
  promptLogprobs?: { top: number } | undefined;
  contextShift?: ContextShift | undefined;
  /** `false` prefills the whole prompt anew. */
  reusePrefix?: boolean | undefined;
  /** Whose turn it is in the fair queue: requests of one owner never hold up another's. */
  owner?: string | undefined;
}

const promptSchema: z.ZodType<Prompt> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('messages'), messages: z.array(messageSchema).min(1, 'must hold at least one message') }),
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('tokens'), tokens: z.array(z.number().int().min(0)) }),
  z.object({
    type: z.literal('infill'),
    prefix: z.string(),
    suffix: z.string(),
    files: z.array(z.object({ name: z.string(), text: z.string() })).optional(),
  }),
]);

const outputFormatSchema: z.ZodType<OutputFormat> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json-object') }),
  z.object({ type: z.literal('json-schema'), schema: jsonSchemaSchema, name: z.string().optional() }),
  z.object({ type: z.literal('grammar'), grammar: z.string() }),
]);

/** Validates a request where it enters an engine that somebody embeds. */
export const generateRequestSchema: z.ZodType<GenerateRequest> = z.strictObject({
  id: z.string().optional(),
  prompt: promptSchema,
  sampling: samplingSettingsSchema.optional(),
  maxTokens: z.number().int().min(0).optional(),
  stop: z.array(z.string().min(1)).max(16).optional(),
  outputFormat: outputFormatSchema.optional(),
  tools: z.array(toolDefinitionSchema).optional(),
  toolChoice: z.union([z.enum(['auto', 'none', 'required']), z.object({ name: z.string() })]).optional(),
  parallelToolCalls: z.boolean().optional(),
  reasoning: z.object({ enabled: z.boolean().optional(), budgetTokens: z.number().int().min(0).optional() }).optional(),
  templateVariables: z.record(z.string(), z.unknown()).optional(),
  continueFinalMessage: z.boolean().optional(),
  adapters: z.array(z.object({ id: z.string(), scale: z.number() })).optional(),
  logprobs: z.object({ top: z.number().int().min(0).max(20) }).optional(),
  promptLogprobs: z.object({ top: z.number().int().min(0).max(20) }).optional(),
  contextShift: z
    .object({
      enabled: z.boolean().optional(),
      keep: z.union([z.number().int().min(0), z.literal('prompt')]).optional(),
    })
    .optional(),
  reusePrefix: z.boolean().optional(),
  owner: z.string().optional(),
});
