import type { Config } from '../config/schema.ts';
import { logFolder } from './create-recording.ts';
import { networkReceivers } from './network-sinks.ts';

/** What is recorded and where, in one sentence for people. */
export function describeRecording(
  config: Pick<Config, 'recording' | 'folders' | 'langfuse' | 'openTelemetry'>,
): string {
  const { privacy, redact, tokens } = config.recording;
  if (privacy === 'off') return 'Nothing is recorded but conversations of /chat.';
  const what =
    privacy === 'metadata' ? 'Requests are recorded without their text' : 'Questions and answers are recorded';
  const how = [
    ...(redact === 'pii' ? ['without personal data and secrets, as far as they are found'] : []),
    ...(tokens ? ['with each token'] : []),
  ];
  const receivers = networkReceivers(config);
  const sent = receivers.length === 0 ? '' : ` They are also sent to ${receivers.join(' and ')}.`;
  return `${[what, ...how].join(', ')}, in ${logFolder(config)} (recording.privacy: off, metadata or full).${sent}`;
}
