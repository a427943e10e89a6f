import type { Config } from '../config/schema.ts';
import { langfuseConnection } from '../recording/langfuse-config.ts';
import { otlpReceiver } from '../recording/open-telemetry-config.ts';
import { configuredUpstreams } from '../remote/upstream-config.ts';

/** Hosts that see what people write, in one sentence for them. */
export function describeWhereTextGoes(
  config: Pick<Config, 'runtime' | 'recording' | 'langfuse' | 'openTelemetry'>,
): string {
  const { runtime, recording, langfuse, openTelemetry } = config;
  const isSent = recording.privacy === 'full';
  const connection = langfuseConnection(langfuse);
  const receiver = openTelemetry.content && openTelemetry.protocol !== 'grpc' ? otlpReceiver(openTelemetry) : undefined;
  const urls = [
    ...(runtime.backend === 'remote' ? configuredUpstreams(runtime).map(({ url }) => url) : []),
    ...(isSent && 'url' in connection ? [connection.url] : []),
    ...(isSent && receiver ? [receiver.url] : []),
  ];
  if (urls.length === 0) return 'What you write stays on this server.';
  const hosts = [...new Set(urls.map((url) => new URL(url).host))];
  return `What you write is also sent to ${new Intl.ListFormat('en').format(hosts)}.`;
}
