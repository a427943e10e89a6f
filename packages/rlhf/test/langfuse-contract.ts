import type {
  CreateDatasetItemRequest,
  CreateDatasetRequest,
  CreateDatasetRunItemRequest,
  CreateScoreRequest,
} from '@langfuse/core';
import { z } from 'zod';

/**
 * Constructed: what requests of Langfuse's public API must look like, written down from the types and comments that its official
 * client (`@langfuse/core` 5.11) generates out of the published OpenAPI description. Strict: a field that the description does
 * not have is an error here, although servers may let it pass.
 */
const environment = z.string().regex(/^(?!langfuse)[a-z0-9_-]+$/);
const anything = z.exactOptional(z.unknown());
const text = z.exactOptional(z.string());

export const createScore: z.ZodType<CreateScoreRequest> = z
  .strictObject({
    id: text,
    traceId: text,
    sessionId: text,
    observationId: text,
    datasetRunId: text,
    name: z.string().min(1),
    value: z.union([z.number(), z.string()]),
    comment: text,
    metadata: z.exactOptional(z.record(z.string(), z.unknown())),
    environment: z.exactOptional(environment),
    queueId: text,
    dataType: z.exactOptional(z.enum(['NUMERIC', 'BOOLEAN', 'CATEGORICAL', 'CORRECTION', 'TEXT'])),
    configId: text,
    source: z.exactOptional(z.enum(['API', 'ANNOTATION'])),
  })
  .refine(({ dataType = 'NUMERIC', value }) => {
    if (dataType === 'BOOLEAN') return value === 0 || value === 1;
    if (dataType === 'NUMERIC') return typeof value === 'number';
    if (dataType === 'TEXT') return typeof value === 'string' && value.length >= 1 && value.length <= 500;
    return typeof value === 'string';
  }, 'the value does not fit the data type');

export const createDataset: z.ZodType<CreateDatasetRequest> = z.strictObject({
  name: z.string().min(1),
  description: text,
  metadata: anything,
  inputSchema: anything,
  expectedOutputSchema: anything,
});

export const createDatasetItem: z.ZodType<CreateDatasetItemRequest> = z.strictObject({
  datasetName: z.string().min(1),
  input: anything,
  expectedOutput: anything,
  metadata: anything,
  sourceTraceId: text,
  sourceObservationId: text,
  id: z.exactOptional(z.string().max(255)),
  status: z.exactOptional(z.enum(['ACTIVE', 'ARCHIVED'])),
});

export const createDatasetRunItem: z.ZodType<CreateDatasetRunItemRequest> = z.strictObject({
  runName: z.string().min(1),
  runDescription: text,
  metadata: anything,
  datasetItemId: z.string(),
  observationId: text,
  traceId: text,
  datasetVersion: text,
  createdAt: text,
});

const page = numberTo(1e6);
const scoreFields = ['details', 'subject', 'annotation'];

/** What `GET` requests may ask for; limits as the description has them. */
export const queries: Readonly<Record<string, z.ZodType>> = {
  'GET v3/scores': z.strictObject({
    limit: numberTo(100),
    fields: listOf(scoreFields),
    cursor: text,
    fromTimestamp: z.exactOptional(z.iso.datetime()),
  }),
  'GET v2/observations': z.strictObject({
    traceId: z.string().min(1),
    limit: numberTo(1000),
    fields: listOf(['core', 'basic', 'metadata']),
    expandMetadata: z.string(),
  }),
  'GET dataset-items': z.strictObject({ datasetName: z.string(), page, limit: numberTo(100) }),
  'GET dataset-run-items': z.strictObject({ datasetId: z.string(), runName: z.string(), page, limit: numberTo(100) }),
};

function numberTo(most: number): z.ZodType {
  return z.coerce.number().int().min(1).max(most);
}

function listOf(allowed: readonly string[]): z.ZodType {
  return z.string().refine((list) => list.split(',').every((name) => allowed.includes(name)));
}
