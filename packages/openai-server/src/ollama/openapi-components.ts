import type { z } from 'zod';
import type { ParameterTable } from '../parameters/parameter-rule.ts';
import { ollamaShowRequestSchema } from './answer-models.ts';
import { ollamaChatRequestSchema } from './chat.ts';
import { ollamaEmbeddingsRequestSchema, ollamaEmbedRequestSchema } from './embed-wire.ts';
import { ollamaGenerateRequestSchema } from './generate.ts';
import { ollamaMessageSchema } from './message-wire.ts';
import {
  ollamaChatParameters,
  ollamaEmbeddingsParameters,
  ollamaEmbedParameters,
  ollamaGenerateParameters,
  ollamaShowParameters,
} from './request-parameters.ts';
import {
  ollamaChatAnswerSchema,
  ollamaEmbedAnswerSchema,
  ollamaEmbeddingsAnswerSchema,
  ollamaErrorSchema,
  ollamaGenerateAnswerSchema,
  ollamaModelDescriptionSchema,
  ollamaModelListSchema,
  ollamaRunningListSchema,
  ollamaVersionSchema,
} from './response-schemas.ts';

export type OllamaComponentName =
  | 'OllamaMessage'
  | 'OllamaChatRequest'
  | 'OllamaChatAnswer'
  | 'OllamaGenerateRequest'
  | 'OllamaGenerateAnswer'
  | 'OllamaEmbedRequest'
  | 'OllamaEmbedAnswer'
  | 'OllamaEmbeddingsRequest'
  | 'OllamaEmbeddingsAnswer'
  | 'OllamaShowRequest'
  | 'OllamaModelDescription'
  | 'OllamaModelList'
  | 'OllamaRunningList'
  | 'OllamaVersion'
  | 'OllamaError';

export const ollamaComponentSchemas: Readonly<Record<OllamaComponentName, z.ZodType>> = {
  OllamaMessage: ollamaMessageSchema,
  OllamaChatRequest: ollamaChatRequestSchema,
  OllamaChatAnswer: ollamaChatAnswerSchema,
  OllamaGenerateRequest: ollamaGenerateRequestSchema,
  OllamaGenerateAnswer: ollamaGenerateAnswerSchema,
  OllamaEmbedRequest: ollamaEmbedRequestSchema,
  OllamaEmbedAnswer: ollamaEmbedAnswerSchema,
  OllamaEmbeddingsRequest: ollamaEmbeddingsRequestSchema,
  OllamaEmbeddingsAnswer: ollamaEmbeddingsAnswerSchema,
  OllamaShowRequest: ollamaShowRequestSchema,
  OllamaModelDescription: ollamaModelDescriptionSchema,
  OllamaModelList: ollamaModelListSchema,
  OllamaRunningList: ollamaRunningListSchema,
  OllamaVersion: ollamaVersionSchema,
  OllamaError: ollamaErrorSchema,
};

export const ollamaComponentTables: Partial<Record<OllamaComponentName, ParameterTable>> = {
  OllamaChatRequest: ollamaChatParameters,
  OllamaGenerateRequest: ollamaGenerateParameters,
  OllamaEmbedRequest: ollamaEmbedParameters,
  OllamaEmbeddingsRequest: ollamaEmbeddingsParameters,
  OllamaShowRequest: ollamaShowParameters,
};
