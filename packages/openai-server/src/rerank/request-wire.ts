import { z } from 'zod';
import { optional, type WireShape } from '../parameters/wire-shape.ts';

export type DocumentWire = string | { text: string };

/** `POST /v1/rerank`, as Jina and Cohere have it. */
export interface RerankRequestWire {
  model?: string | null | undefined;
  query: string;
  documents: DocumentWire[];
  top_n?: number | null | undefined;
  return_documents?: boolean | null | undefined;
}

/** Documents of one request at most. */
const maxDocuments = 1024;

const text = z.string().min(1, 'must not be empty');

const shape: WireShape<RerankRequestWire> = {
  model: optional(z.string(), 'Left out or `default`: the default model.'),
  query: text,
  documents: z
    .array(z.union([text, z.strictObject({ text })]))
    .min(1)
    .max(maxDocuments),
  top_n: optional(z.int().min(1), 'Results to return at most; all by default.'),
  return_documents: optional(z.boolean(), 'Repeat the documents in the results.'),
};

export const rerankRequestSchema: z.ZodType<RerankRequestWire> = z.strictObject(shape);
