import { sendJson } from '../../http/send-json.ts';
import type { OperationsCall } from '../operations-options.ts';
import type { ConfigurationSource } from './configuration-source.ts';
import { encodeConfiguration } from './configuration-wire.ts';

/** `GET /v1/configuration`. */
export async function answerConfiguration({ control, response }: OperationsCall<ConfigurationSource>): Promise<void> {
  sendJson(response, 200, encodeConfiguration(control()));
}
