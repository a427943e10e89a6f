import { BrokenConnection } from '../counting-client.ts';
import * as around from './around-generations.ts';
import * as generations from './generations.ts';
import type { Activity, Session } from './session.ts';
import { webSocket } from './websocket.ts';

const mixedTraffic: readonly { weight: number; value: Activity }[] = [
  { weight: 20, value: generations.stream },
  { weight: 10, value: generations.wholeAnswer },
  { weight: 10, value: generations.leaveInMidStream },
  { weight: 6, value: generations.slowReader },
  { weight: 5, value: generations.anthropicStream },
  { weight: 5, value: generations.response },
  { weight: 4, value: generations.completion },
  { weight: 4, value: generations.ollama },
  { weight: 3, value: generations.tokens },
  { weight: 10, value: generations.conversation },
  { weight: 2, value: generations.freshConversation },
  { weight: 3, value: generations.adapterSwap },
  { weight: 8, value: around.rating },
  { weight: 3, value: around.interactions },
  { weight: 1, value: around.exported },
  { weight: 2, value: around.file },
  { weight: 2, value: around.revokedKey },
  { weight: 3, value: around.mcp },
  { weight: 3, value: around.lists },
  { weight: 10, value: around.wrong },
  { weight: 4, value: webSocket },
];

/** Does one thing after the other until `signal` is aborted; what breaks is told to the ledger. */
export async function runTraffic(
  session: Session,
  signal: AbortSignal,
  traffic: readonly { weight: number; value: Activity }[] = mixedTraffic,
): Promise<void> {
  while (!signal.aborted) {
    const activity = session.random.weighted(traffic);
    try {
      await activity(session);
    } catch (error) {
      const shown =
        error instanceof BrokenConnection
          ? `${error.message} (status ${error.status}, ${error.text.slice(-200)})`
          : String(error);
      session.ledger.surprise(`${activity.name}: ${shown}`);
    }
  }
}
