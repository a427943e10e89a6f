import { TuneloopError, type ProgressEvent } from '@tuneloop/protocol';
import { z } from 'zod';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import { requireName } from './answer-models.ts';
import { openLineStream, type LineStream } from './line-stream.ts';
import type { OllamaCall } from './ollama-call.ts';
import type { PullModel } from './ollama-options.ts';
import { ollamaPullParameters } from './request-parameters.ts';

/** The honoured parameters of `POST /api/pull`. */
export interface OllamaPullRequest {
  model?: string | null | undefined;
  name?: string | null | undefined;
  stream?: boolean | null | undefined;
}

const shape: WireShape<OllamaPullRequest> = {
  model: optional(z.string(), 'What to download.'),
  name: optional(z.string(), 'The same as model, as older clients send it.'),
  stream: optional(z.boolean(), 'Default true: lines of progress.'),
};

export const ollamaPullRequestSchema: z.ZodType<OllamaPullRequest> = z.object(shape);

/** A line of progress; `completed` and `total` are in bytes. */
export interface OllamaProgress {
  status: string;
  completed?: number;
  total?: number;
}

const success: OllamaProgress = { status: 'success' };

const statuses: Readonly<Record<ProgressEvent['phase'], string>> = {
  download: 'downloading',
  verify: 'verifying',
  extract: 'extracting',
  load: 'loading',
  read: 'reading',
};

function encodeProgress({ phase, label, completed, total }: ProgressEvent): OllamaProgress {
  const status = label === undefined ? statuses[phase] : `${statuses[phase]} ${label}`;
  if (phase === 'load') return { status };
  return { status, completed, ...(total !== undefined && { total }) };
}

/** `POST /api/pull`. A client that reads slowly misses steps, never the end; one that goes away ends the download. */
export async function answerPull(pull: PullModel, { settings, request, response }: OllamaCall): Promise<void> {
  const signal = disconnectSignal(response);
  const { honoured } = applyParameterTable(ollamaPullParameters, await readJsonBody(request, settings.limits));
  const wire = validateWire(ollamaPullRequestSchema, honoured);
  const reference = requireName(wire);
  if (wire.stream === false) {
    await pull(reference, { signal, onProgress: () => undefined });
    sendJson(response, 200, success);
    return;
  }
  let stream: LineStream | undefined;
  const open = (): LineStream => (stream ??= openLineStream(response, settings.limits));
  try {
    await pull(reference, {
      signal,
      onProgress: (event) => {
        if (!signal.aborted) open().offer(encodeProgress(event));
      },
    });
    if (signal.aborted) throw TuneloopError.from(signal.reason);
    open().end(success);
  } catch (error) {
    if (!stream) throw error;
    stream.fail(error, settings.logger);
  }
}
