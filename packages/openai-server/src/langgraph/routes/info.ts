import { sendJson } from '../../http/send-json.ts';
import type { LangGraphCall } from '../langgraph-call.ts';

/** `GET /info`: what clients ask to see whether there is a server. */
export async function answerInfo({ response }: LangGraphCall): Promise<void> {
  const flags = { assistants: true, crons: false, store: false, langsmith: false, langsmith_tracing_replicas: false };
  sendJson(response, 200, { version: '0.1.0', flags, host: { kind: 'self-hosted' } });
}

/** `GET /ok` */
export async function answerOk({ response }: LangGraphCall): Promise<void> {
  sendJson(response, 200, { ok: true });
}
