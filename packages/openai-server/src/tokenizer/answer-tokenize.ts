import type { TokenPiece } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { acquireModel } from '../models/acquire-model.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { tokenizeRequestSchema } from './request-wire.ts';
import { requireTokenizer } from './require-tokenizer.ts';

/** A token with what it writes: text, or its bytes where they are only a part of a character. */
export interface PieceWire {
  id: number;
  piece: string | number[];
}

export interface TokenizeAnswer {
  tokens: number[] | PieceWire[];
}

/** `POST /tokenize`, llama-server's: the tokens that a model makes of a text. */
export async function answerTokenize(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const wire = validateWire(tokenizeRequestSchema, await readJsonBody(request, settings.limits));
  await using model = await acquireModel(settings.models, wire.model ?? undefined, signal);
  const tokenizer = requireTokenizer(model);
  const tokens = await tokenizer.tokenize(wire.content, {
    addSpecial: wire.add_special ?? undefined,
    parseSpecial: wire.parse_special ?? undefined,
    signal,
  });
  const shown = wire.with_pieces ? (await tokenizer.pieces(tokens, { signal })).map(encodePiece) : tokens;
  sendJson(response, 200, { tokens: shown } satisfies TokenizeAnswer);
}

function encodePiece({ id, bytes }: TokenPiece): PieceWire {
  try {
    // A byte-order mark is text like any other here.
    return { id, piece: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes)) };
  } catch {
    return { id, piece: bytes };
  }
}
