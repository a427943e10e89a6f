import type { z } from 'zod';
import { infillRequestSchema, nativeCompletionRequestSchema } from '../native-completion/request-wire.ts';
import { infillParameters, nativeCompletionParameters } from '../parameters/native-completion-parameters.ts';
import type { ParameterTable } from '../parameters/parameter-rule.ts';
import { rerankRequestSchema } from '../rerank/request-wire.ts';
import { slotFileSchema } from '../slots/request-wire.ts';
import { detokenizeRequestSchema, tokenizeRequestSchema } from '../tokenizer/request-wire.ts';
import {
  appliedTemplateSchema,
  detokenizeAnswerSchema,
  inputTokensSchema,
  nativeCompletionSchema,
  rerankAnswerSchema,
  slotActionResultSchema,
  slotListSchema,
  tokenizeAnswerSchema,
} from './response-schemas.ts';

export type ExtrasComponentName =
  | 'AppliedTemplate'
  | 'DetokenizeAnswer'
  | 'DetokenizeRequest'
  | 'InfillRequest'
  | 'InputTokens'
  | 'NativeCompletion'
  | 'NativeCompletionRequest'
  | 'RerankAnswer'
  | 'RerankRequest'
  | 'SlotActionResult'
  | 'SlotFile'
  | 'SlotList'
  | 'TokenizeAnswer'
  | 'TokenizeRequest';

export const extrasComponentSchemas: Readonly<Record<ExtrasComponentName, z.ZodType>> = {
  AppliedTemplate: appliedTemplateSchema,
  DetokenizeAnswer: detokenizeAnswerSchema,
  DetokenizeRequest: detokenizeRequestSchema,
  InfillRequest: infillRequestSchema,
  InputTokens: inputTokensSchema,
  NativeCompletion: nativeCompletionSchema,
  NativeCompletionRequest: nativeCompletionRequestSchema,
  RerankAnswer: rerankAnswerSchema,
  RerankRequest: rerankRequestSchema,
  SlotActionResult: slotActionResultSchema,
  SlotFile: slotFileSchema,
  SlotList: slotListSchema,
  TokenizeAnswer: tokenizeAnswerSchema,
  TokenizeRequest: tokenizeRequestSchema,
};

export const extrasComponentTables: Partial<Record<ExtrasComponentName, ParameterTable>> = {
  InfillRequest: infillParameters,
  NativeCompletionRequest: nativeCompletionParameters,
};
