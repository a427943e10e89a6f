import type { Config } from '../config/schema.ts';
import type { Recording } from '../recording/create-recording.ts';

/** What is sent, and where to. */
export interface PushSource {
  config: Pick<Config, 'folders' | 'labelStudio' | 'langfuse'>;
  recording: Pick<Recording, 'log' | 'sink'>;
}
