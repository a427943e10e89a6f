import { refusalOf, throwIfRefused } from '../../auth/request-key.ts';
import { encodeError } from '../../errors/wire-error.ts';
import { disconnectSignal } from '../../http/disconnect-signal.ts';
import { sendJson } from '../../http/send-json.ts';
import { openEventStream } from '../../sse/event-stream.ts';
import type { OperationsCall } from '../operations-options.ts';
import type { LogHistory } from './log-history.ts';
import { decodeLogEventsQuery, decodeLogQuery } from './log-query.ts';
import { encodeLogLine, type LogListWire } from './log-wire.ts';

export type LogCall = OperationsCall<LogHistory>;

/** `GET /v1/logs`. Errors: `INVALID_REQUEST`. */
export async function answerLogs({ control, request, response }: LogCall): Promise<void> {
  const { lines, hasMore } = control.read(decodeLogQuery(request));
  const list: LogListWire = {
    object: 'list',
    data: lines.map(encodeLogLine),
    has_more: hasMore,
    last_position: control.last,
  };
  sendJson(response, 200, list);
}

/** `GET /v1/logs/events`: lines as they come, as server-sent events whose ids are their positions. Errors: `INVALID_REQUEST`. */
export async function answerLogEvents({ control, settings, request, response }: LogCall): Promise<void> {
  const query = decodeLogEventsQuery(request);
  const gone = disconnectSignal(response);
  const signal = settings.signal ? AbortSignal.any([gone, settings.signal]) : gone;
  const stream = openEventStream(response, { keepAliveMs: settings.keepAliveMs, ...settings.limits });
  try {
    for await (const line of control.follow({ ...query, signal })) {
      const sent = stream.send({ id: String(line.position), name: 'line', data: JSON.stringify(encodeLogLine(line)) });
      if (sent) await sent;
    }
    throwIfRefused(response);
    stream.end();
  } catch (thrown) {
    const error = refusalOf(response);
    if (error) stream.end({ name: 'error', data: JSON.stringify(encodeError(error).body) });
    else if (!response.destroyed) throw thrown;
  }
}
