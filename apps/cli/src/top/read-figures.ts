import type { JobWire, LogLineWire, MetricsOverviewWire } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { requestServer, type ServerAddress } from '../chat/server-client.ts';
import { PrometheusSamples } from './prometheus-samples.ts';

/** What a server says of itself at one moment. */
export interface ServerFigures {
  /** Of `performance.now()`, in ms. */
  at: number;
  overview: MetricsOverviewWire;
  samples: PrometheusSamples;
  /** Those that run or wait; left out where the key may not see them. */
  jobs?: JobWire[] | undefined;
  /** The last warnings and errors; likewise. */
  warnings?: LogLineWire[] | undefined;
}

const mostJobs = 10;
const mostWarnings = 20;

/** Errors: those of `requestServer`. The key needs the scope `admin` or `metrics`; with the latter alone, jobs and warnings are left out. */
export async function readFigures(address: ServerAddress, signal: AbortSignal): Promise<ServerFigures> {
  const root = { ...address, baseUrl: address.baseUrl.replace(/\/v1$/, '') };
  const json = async <T>(path: string): Promise<T> =>
    (await (await requestServer(address, path, { signal })).json()) as T;
  const running = new URLSearchParams({ status: 'running', limit: String(mostJobs) });
  const lines = new URLSearchParams({ level: 'warn', limit: String(mostWarnings) });
  const [overview, text, jobs, warnings] = await Promise.all([
    json<MetricsOverviewWire>('/metrics'),
    requestServer(root, '/metrics', { signal }).then((response) => response.text()),
    ifAllowed(json<{ data: JobWire[] }>(`/jobs?${running.toString()}`)),
    ifAllowed(json<{ data: LogLineWire[] }>(`/logs?${lines.toString()}`)),
  ]);
  return {
    at: performance.now(),
    overview,
    samples: new PrometheusSamples(text),
    jobs: jobs?.data,
    warnings: warnings?.data,
  };
}

/** `undefined` where the key may not ask, or the server does not know the route. */
async function ifAllowed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const { status } = TuneloopError.from(error).details;
    if (status === 403 || status === 404) return undefined;
    throw error;
  }
}
