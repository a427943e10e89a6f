import type { PoolEvent } from '@tuneloop/runtime';
import type { Logger } from '../logging/logger.ts';

/** What happens to models, in the log. */
export function logPoolEvent(logger: Logger, event: PoolEvent): void {
  const { id } = event;
  if (event.type === 'ready') {
    const { engine, contextSize, slots, choices } = event.info;
    logger.info({ model: event.info.id, engine, contextSize, slots }, 'model ready');
    const library = choices.find((choice) => choice.name === 'library');
    // What was fallen back on is slower, and its reason can be mended.
    if (library?.value.includes('alone'))
      logger.warn({ model: event.info.id, ...library }, 'ONNX Runtime GenAI is missing');
  }
  if (event.type === 'unloaded') logger.info({ model: id, reason: event.reason }, 'model unloaded');
  if (event.type === 'default') logger.info({ model: id, previous: event.previous }, 'default model switched');
  if (event.type === 'failed' && event.error.code !== 'ABORTED') {
    const { error, retryAt } = event;
    logger.error({ model: id, code: error.code, retryAt }, `model not loaded: ${error.message}`);
  }
}
