import { TuneloopError } from '@tuneloop/protocol';
import type { CoreOutcome, HostedCore, LoadCore } from '../hosted-core.ts';
import type { Call, ChildEvent, FromChild, Replies, ToChild } from './messages.ts';

/** Serves one model to whoever is at the other end of `send`. Used by the child process and in-process alike. */
export function serveCore<Options extends object>(
  load: LoadCore<Options>,
  send: (message: FromChild) => void,
): (message: ToChild) => void {
  let core: HostedCore | undefined;

  async function answer(body: Call): Promise<Replies[Call['type']]> {
    if (body.type === 'memory') return process.memoryUsage.rss();
    if (body.type === 'kv-cache') return core?.kvCache?.();
    if (body.type === 'load') {
      core = await load(
        body.options as Options,
        (events) => send({ type: 'events', events: events.map(serialized) }),
        (event) => send({ type: 'progress', event }),
      );
      return core.description;
    }
    if (core === undefined) throw new TuneloopError('INTERNAL', 'No model is loaded.');
    if (body.type === 'embed') return core.embed(body.inputs);
    if (body.type === 'rerank') return core.rerank(body.query, body.documents);
    if (body.type === 'count-tokens') return core.countTokens(body.prompt);
    if (body.type === 'load-adapter') return core.loadAdapter(body.handle, body.path).then(() => undefined);
    if (body.type === 'unload-adapter') return core.unloadAdapter(body.handle).then(() => undefined);
    if (body.type === 'tokenize') return core.tokenize(body.text, body);
    if (body.type === 'pieces') return core.pieces(body.tokens);
    if (body.type === 'save-slot') return core.saveSlot(body.slot, body.path);
    if (body.type === 'restore-slot') return core.restoreSlot(body.slot, body.path, body.state).then(() => undefined);
    if (body.type === 'erase-slot') return core.eraseSlot(body.slot);
    const closing = core;
    core = undefined;
    await closing.close();
    return undefined;
  }

  return (message) => {
    if (message.type === 'cancel') {
      core?.cancel(message.id);
    } else if (message.type === 'start') {
      try {
        if (core === undefined) throw new TuneloopError('ABORTED', 'The model was unloaded.');
        core.start(message.request);
      } catch (error) {
        send({ type: 'events', events: [serialized({ id: message.request.id, error: TuneloopError.from(error) })] });
      }
    } else {
      const { call } = message;
      answer(message.body).then(
        (body) => send({ type: 'reply', call, body }),
        (error: unknown) => send({ type: 'failure', call, error: TuneloopError.from(error).serialize() }),
      );
    }
  };
}

function serialized(event: CoreOutcome): ChildEvent {
  return 'error' in event ? { id: event.id, error: event.error.serialize() } : event;
}
