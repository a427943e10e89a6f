import type { Request, Response } from 'express';
import type { LabSettings } from '../lab-options.ts';
import type { ConversationRuns } from './conversation-runs.ts';

/** A request to the lab's routes. */
export interface LabCall {
  settings: LabSettings;
  runs: ConversationRuns;
  request: Request;
  response: Response;
}
