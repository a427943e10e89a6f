import type { Request, Response } from 'express';
import type { RouterSettings } from '../router/router-options.ts';

/** A request to one of Ollama's routes that was let in. */
export interface OllamaCall {
  settings: RouterSettings;
  request: Request;
  response: Response;
}
