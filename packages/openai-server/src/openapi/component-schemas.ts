import { z } from 'zod';
import { adapterComponentSchemas, type AdapterComponentName } from '../adapters/openapi-components.ts';
import { messageWireSchema } from '../chat-completions/message-wire.ts';
import { chatCompletionRequestSchema } from '../chat-completions/request-wire.ts';
import { completionRequestSchema } from '../completions/request-wire.ts';
import { comparisonComponentSchemas, type ComparisonComponentName } from '../comparisons/openapi.ts';
import { embeddingRequestSchema } from '../embeddings/request-wire.ts';
import {
  extrasComponentSchemas,
  extrasComponentTables,
  type ExtrasComponentName,
} from '../extras/openapi-components.ts';
import { defaultModelSchema, manageModelSchema } from '../models/manage-wire.ts';
import type { ManageComponentName } from '../models/openapi-paths.ts';
import { exportComponentSchemas, type ExportComponentName } from '../exports/openapi-components.ts';
import { pushComponentSchemas, type PushComponentName } from '../pushes/openapi.ts';
import { fileComponentSchemas, type FileComponentName } from '../files/openapi-components.ts';
import {
  fineTuningComponentSchemas,
  fineTuningComponentTables,
  type FineTuningComponentName,
} from '../fine-tuning/openapi-components.ts';
import { interactionComponentSchemas, type InteractionComponentName } from '../interactions/openapi-components.ts';
import { loopComponentSchemas, type LoopComponentName } from '../loop/openapi.ts';
import { trainingComponentSchemas, type TrainingComponentName } from '../training/openapi-components.ts';
import { jobComponentSchemas, type JobComponentName } from '../jobs/openapi-components.ts';
import {
  ollamaComponentSchemas,
  ollamaComponentTables,
  type OllamaComponentName,
} from '../ollama/openapi-components.ts';
import {
  messageSchema,
  messagesErrorSchema,
  messageStreamEventSchema,
  tokenCountSchema,
} from '../messages/response-schemas.ts';
import { countTokensRequestSchema, messagesRequestSchema } from '../messages/request-wire.ts';
import { chatCompletionParameters } from '../parameters/chat-completion-parameters.ts';
import { completionParameters } from '../parameters/completion-parameters.ts';
import { embeddingParameters } from '../parameters/embedding-parameters.ts';
import { countTokensParameters, messagesParameters } from '../parameters/messages-parameters.ts';
import type { ParameterRule, ParameterTable } from '../parameters/parameter-rule.ts';
import { responseParameters } from '../parameters/response-parameters.ts';
import { itemWireSchema } from '../responses/item-wire.ts';
import { responseRequestSchema } from '../responses/request-wire.ts';
import { deletedResponseSchema, itemPageSchema, responseSchema } from '../responses/resource-schema.ts';
import { responseStreamEventSchema } from '../responses/stream-event-schema.ts';
import {
  chatCompletionChunkSchema,
  chatCompletionSchema,
  completionSchema,
  embeddingListSchema,
  errorSchema,
  modelListSchema,
  modelSchema,
} from './response-schemas.ts';

export type ComponentName =
  | 'Message'
  | 'ChatCompletionRequest'
  | 'ChatCompletion'
  | 'ChatCompletionChunk'
  | 'CompletionRequest'
  | 'Completion'
  | 'EmbeddingRequest'
  | 'EmbeddingList'
  | 'ResponseRequest'
  | 'ResponseInputItem'
  | 'Response'
  | 'ResponseStreamEvent'
  | 'ResponseItemList'
  | 'DeletedResponse'
  | 'Model'
  | 'ModelList'
  | ManageComponentName
  | ExtrasComponentName
  | JobComponentName
  | TrainingComponentName
  | InteractionComponentName
  | ExportComponentName
  | PushComponentName
  | FileComponentName
  | FineTuningComponentName
  | LoopComponentName
  | ComparisonComponentName
  | AdapterComponentName
  | OllamaComponentName
  | 'Error'
  | 'AnthropicMessagesRequest'
  | 'AnthropicMessage'
  | 'AnthropicStreamEvent'
  | 'AnthropicCountTokensRequest'
  | 'AnthropicTokenCount'
  | 'AnthropicError';

const schemas: Readonly<Record<ComponentName, z.ZodType>> = {
  Message: messageWireSchema,
  ChatCompletionRequest: chatCompletionRequestSchema,
  ChatCompletion: chatCompletionSchema,
  ChatCompletionChunk: chatCompletionChunkSchema,
  CompletionRequest: completionRequestSchema,
  Completion: completionSchema,
  EmbeddingRequest: embeddingRequestSchema,
  EmbeddingList: embeddingListSchema,
  ResponseRequest: responseRequestSchema,
  ResponseInputItem: itemWireSchema,
  Response: responseSchema,
  ResponseStreamEvent: responseStreamEventSchema,
  ResponseItemList: itemPageSchema,
  DeletedResponse: deletedResponseSchema,
  Model: modelSchema,
  ModelList: modelListSchema,
  ManageModelRequest: manageModelSchema,
  DefaultModelRequest: defaultModelSchema,
  ...extrasComponentSchemas,
  ...jobComponentSchemas,
  ...interactionComponentSchemas,
  ...exportComponentSchemas,
  ...pushComponentSchemas,
  ...fileComponentSchemas,
  ...fineTuningComponentSchemas,
  ...trainingComponentSchemas,
  ...loopComponentSchemas,
  ...comparisonComponentSchemas,
  ...adapterComponentSchemas,
  ...ollamaComponentSchemas,
  Error: errorSchema,
  AnthropicMessagesRequest: messagesRequestSchema,
  AnthropicMessage: messageSchema,
  AnthropicStreamEvent: messageStreamEventSchema,
  AnthropicCountTokensRequest: countTokensRequestSchema,
  AnthropicTokenCount: tokenCountSchema,
  AnthropicError: messagesErrorSchema,
};

const tables: Partial<Record<ComponentName, ParameterTable>> = {
  AnthropicMessagesRequest: messagesParameters,
  AnthropicCountTokensRequest: countTokensParameters,
  ChatCompletionRequest: chatCompletionParameters,
  CompletionRequest: completionParameters,
  EmbeddingRequest: embeddingParameters,
  ...extrasComponentTables,
  ...ollamaComponentTables,
  ...fineTuningComponentTables,
  ResponseRequest: responseParameters,
};

export function refTo(name: ComponentName): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** JSON Schemas (draft 2020-12) of the very schemas that judge requests, with the other parameters of the tables. */
export function createComponentSchemas(): Record<ComponentName, Record<string, unknown>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const generated = z.toJSONSchema(registry, { io: 'input', uri: (id) => refTo(id as ComponentName).$ref }).schemas;
  const components = Object.entries(generated).map(([id, { $id: _id, $schema: _dialect, ...schema }]) => {
    const table = tables[id as ComponentName];
    return [id, table ? addOtherParameters(schema, table) : schema];
  });
  return Object.fromEntries(components) as Record<ComponentName, Record<string, unknown>>;
}

function addOtherParameters(schema: Record<string, unknown>, table: ParameterTable): Record<string, unknown> {
  const properties: Record<string, unknown> = { ...(schema['properties'] as Record<string, unknown>) };
  for (const [name, rule] of Object.entries(table)) {
    const described = describeOther(rule);
    if (described) properties[name] = described;
  }
  return { ...schema, properties, additionalProperties: false };
}

function describeOther(rule: ParameterRule): Record<string, unknown> | undefined {
  if (rule.class === 'ignored') {
    const refused = rule.refusedValues && { not: { enum: rule.refusedValues } };
    return { description: 'Accepted without effect; named in the header x-tuneloop-ignored.', ...refused };
  }
  if (rule.class === 'refused') {
    const description = ['Not supported.', ...(rule.instead ? [rule.instead] : [])].join(' ');
    return { description, enum: [null, ...(rule.neutral ?? [])] };
  }
  return undefined;
}
