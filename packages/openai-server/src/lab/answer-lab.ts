import { sendJson } from '../http/send-json.ts';
import type { LabCall } from './chat/lab-call.ts';

/** `GET /health`; answered to everybody. */
export async function answerHealth({ settings, response }: LabCall): Promise<void> {
  sendJson(response, 200, await settings.control.health());
}

/** `GET /models` */
export async function answerLabModels({ settings, response }: LabCall): Promise<void> {
  sendJson(response, 200, { models: await settings.control.models() });
}

/** `POST /shutdown`: what runs may end, then the server stops. */
export async function answerShutdown({ settings, response }: LabCall): Promise<void> {
  sendJson(response, 200, { status: 'success', message: 'The server drains and stops.' });
  await settings.control.shutdown();
}
