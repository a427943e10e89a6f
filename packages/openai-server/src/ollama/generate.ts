import type { Message, Prompt } from '@tuneloop/protocol';
import { z } from 'zod';
import { requestProblem } from '../errors/request-problem.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import type { OllamaCodec } from './answer-generation.ts';
import { withImages } from './decode-messages.ts';
import {
  decodeGeneration,
  ollamaGenerationShape,
  type OllamaGeneration,
  type OllamaGenerationWire,
} from './generation-wire.ts';
import { decodeKeepAlive } from './keep-alive.ts';
import type { Piece } from './piece.ts';
import { ollamaGenerateParameters } from './request-parameters.ts';

/** The honoured parameters of `POST /api/generate`. */
export interface OllamaGenerateRequest extends OllamaGenerationWire {
  prompt?: string | null | undefined;
  system?: string | null | undefined;
  images?: string[] | null | undefined;
  raw?: boolean | null | undefined;
}

const shape: WireShape<OllamaGenerateRequest> = {
  ...ollamaGenerationShape,
  prompt: optional(z.string(), 'Empty, and without images: the model is only loaded.'),
  system: optional(z.string(), 'What the model is told before the prompt.'),
  images: optional(z.array(z.string()), 'Base64 of PNG, JPEG, GIF or WebP files.'),
  raw: optional(z.boolean(), 'true continues the prompt as it is, without the chat template.'),
};

export const ollamaGenerateRequestSchema: z.ZodType<OllamaGenerateRequest> = z.object(shape);

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeGenerate(body: JsonObject): OllamaGeneration {
  const { honoured, ignored } = applyParameterTable(ollamaGenerateParameters, body);
  const wire = validateWire(ollamaGenerateRequestSchema, honoured);
  const head = {
    model: wire.model ?? undefined,
    stream: wire.stream ?? true,
    keepAlive: decodeKeepAlive(wire.keep_alive),
    ignored,
  };
  const generation = decodeGeneration(wire, ignored);
  const prompt = decodePrompt(wire);
  if (!prompt) return { ...head, request: undefined };
  return { ...head, request: { ...generation, prompt } };
}

function decodePrompt(wire: OllamaGenerateRequest): Prompt | undefined {
  const text = wire.prompt ?? '';
  const images = wire.images ?? [];
  if (text === '' && images.length === 0) return undefined;
  if (wire.raw) {
    for (const [name, isThere] of Object.entries({ system: wire.system, images: images.length > 0 })) {
      if (!isThere) continue;
      const message = `"raw" continues the prompt as it is and leaves no place for "${name}".`;
      throw requestProblem('conflicting_parameters', message, name);
    }
    return { type: 'text', text };
  }
  const system: Message[] = wire.system ? [{ role: 'system', content: wire.system }] : [];
  return { type: 'messages', messages: [...system, { role: 'user', content: withImages(text, images, 'images') }] };
}

function renderResponse({ text, thinking }: Piece): { response: string; thinking?: string } {
  return { response: text, ...(thinking !== '' && { thinking }) };
}

/** `POST /api/generate` */
export const ollamaGenerateCodec: OllamaCodec = { idPrefix: 'gen-', decode: decodeGenerate, render: renderResponse };
