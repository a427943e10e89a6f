import type { Request, Response } from 'express';
import type { ConversationRuns } from '../lab/chat/conversation-runs.ts';
import type { LabSettings } from '../lab/lab-options.ts';
import type { ThreadRuns } from './runs/thread-runs.ts';

/** A request to LangGraph's routes. */
export interface LangGraphCall {
  settings: LabSettings;
  /** One turn at a time in each conversation, whichever API asks for it. */
  turns: ConversationRuns;
  runs: ThreadRuns;
  request: Request;
  response: Response;
}
