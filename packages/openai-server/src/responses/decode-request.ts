import type { GenerateRequest } from '@tuneloop/protocol';
import { decodeLora } from '../adapters/lora-wire.ts';
import { decodeReasoning } from '../chat-completions/decode-reasoning.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { decodeSampling } from '../generation/sampling-wire.ts';
import type { RequestOrigin } from '../generation/logged-generation.ts';
import { decodeOrigin } from '../generation/origin-wire.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { responseParameters } from '../parameters/response-parameters.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { decodeItems } from './decode-items.ts';
import {
  decodeResponseTools,
  decodeToolChoice,
  describeServer,
  type DecodedToolChoice,
  type DecodedTools,
} from './decode-tools.ts';
import type { ItemReferenceWire } from './item-wire.ts';
import type { Item } from './item.ts';
import { responseRequestSchema, type ResponseRequest } from './request-wire.ts';
import type { ResponseSettings } from './response-resource.ts';
import { decodeTextFormat, describeTextFormat } from './text-format.ts';

export interface DecodedResponseRequest {
  /** `undefined`: the default model. */
  model: string | undefined;
  stream: boolean;
  /** Of this request alone; what it continues is in the store. */
  input: (Item | ItemReferenceWire)[];
  request: Omit<GenerateRequest, 'prompt'>;
  /** Whose tools this server runs for the model. */
  servers: DecodedToolChoice['servers'];
  demanded: DecodedToolChoice['demanded'];
  settings: ResponseSettings;
  /** Parameters that were accepted without effect. */
  ignored: string[];
  origin: RequestOrigin;
}

/** What the default engine draws with when nothing is said. */
const defaultSampling = { temperature: 0.8, topP: 0.95 };
const logprobsName = 'message.output_text.logprobs';

/**
 * A responses body as the engine's request, without the prompt, which may continue a stored response.
 *
 * @param options.responseId what the ids of the input's items are made of.
 * @param options.hasServers whether tools of the type `mcp` mean anything here.
 *
 * Errors: `INVALID_REQUEST` naming the parameter.
 */
export function decodeResponseRequest(
  body: JsonObject,
  { responseId, hasServers = false }: { responseId: string; hasServers?: boolean },
): DecodedResponseRequest {
  const { honoured, ignored } = applyParameterTable(responseParameters, body);
  if ((honoured['input'] ?? undefined) === undefined) {
    throw requestProblem('missing_required_parameter', 'input: Missing required parameter', 'input');
  }
  const wire = validateWire(responseRequestSchema, honoured);
  if (wire.stream_options && !wire.stream) {
    throw requestProblem('conflicting_parameters', '"stream_options" needs "stream": true.', 'stream_options');
  }
  const tools = decodeResponseTools(wire.tools ?? [], { ignored, hasServers });
  const settings = describeSettings(wire, tools);
  ignored.push(...partsWithoutEffect(wire));
  const { servers, demanded, ...choice } = decodeToolChoice(tools, settings.tool_choice);
  const hasTools = (choice.tools?.length ?? 0) + servers.length > 0;
  return {
    model: wire.model ?? undefined,
    stream: wire.stream ?? false,
    input: decodeItems(wire.input, responseId, ignored),
    request: {
      sampling: decodeSampling(wire),
      maxTokens: wire.max_output_tokens ?? undefined,
      outputFormat: wire.text?.format ? decodeTextFormat(settings.text.format) : undefined,
      ...choice,
      parallelToolCalls: (hasTools ? wire.parallel_tool_calls : undefined) ?? undefined,
      ...decodeReasoning({ ...wire, reasoning_effort: wire.reasoning?.effort }),
      reusePrefix: wire.cache_prompt ?? undefined,
      adapters: decodeLora(wire.lora),
      logprobs: wantsLogprobs(wire) ? { top: wire.top_logprobs ?? 0 } : undefined,
    },
    servers,
    demanded,
    settings,
    ignored,
    origin: decodeOrigin(wire),
  };
}

function describeSettings(wire: ResponseRequest, { functions, servers }: DecodedTools): ResponseSettings {
  return {
    instructions: wire.instructions ?? null,
    previous_response_id: wire.previous_response_id ?? null,
    store: wire.store ?? true,
    max_output_tokens: wire.max_output_tokens ?? null,
    text: { format: describeTextFormat(wire.text?.format ?? { type: 'text' }) },
    tools: [...functions, ...servers.map(describeServer)],
    tool_choice: wire.tool_choice ?? 'auto',
    parallel_tool_calls: wire.parallel_tool_calls ?? true,
    max_tool_calls: wire.max_tool_calls ?? null,
    reasoning: {
      effort: wire.reasoning?.effort ?? null,
      summary: wire.reasoning?.summary ?? wire.reasoning?.generate_summary ?? null,
    },
    temperature: wire.temperature ?? defaultSampling.temperature,
    top_p: wire.top_p ?? defaultSampling.topP,
    top_logprobs: wire.top_logprobs ?? 0,
    presence_penalty: wire.presence_penalty ?? 0,
    frequency_penalty: wire.frequency_penalty ?? 0,
    metadata: wire.metadata ?? {},
  };
}

function wantsLogprobs({ include, top_logprobs: top }: ResponseRequest): boolean {
  return (top ?? 0) > 0 || (include?.includes(logprobsName) ?? false);
}

/** Paths within honoured parameters that nothing is done about. */
function partsWithoutEffect(wire: ResponseRequest): string[] {
  const { effort: _effort, summary: _summary, generate_summary: _former, ...reasoning } = wire.reasoning ?? {};
  return [
    ...(wire.include ?? []).flatMap((name, index) => (name === logprobsName ? [] : [`include[${index}]`])),
    ...Object.entries(reasoning).flatMap(([name, value]) => (typeof value === 'string' ? [`reasoning.${name}`] : [])),
    ...(typeof wire.text?.verbosity === 'string' ? ['text.verbosity'] : []),
    ...(wire.stream_options?.include_obfuscation ? ['stream_options.include_obfuscation'] : []),
  ];
}
