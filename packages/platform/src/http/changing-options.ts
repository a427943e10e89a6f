import type { ChangingOptionsSource } from '@tuneloop/openai-server';
import type { Config } from '../config/schema.ts';

/** What the routes take of a configuration that changes while they serve. */
export function changingOptions(config: Config): ChangingOptionsSource {
  return () => {
    const { server, recording, tools, conversations } = config;
    return {
      limits: {
        bodyBytes: server.bodyLimitBytes,
        fileBytes: server.fileLimitBytes,
        stalledReaderMs: server.stalledReaderMs,
      },
      keepAliveMs: server.streamKeepAliveMs,
      requireModel: server.requireModel,
      recordTokens: recording.tokens,
      maxToolIterations: tools.maxIterations,
      maxConversationTokens: conversations.maxTokens,
    };
  };
}
