import { TuneloopError } from '@tuneloop/protocol';
import { firstUpstreamModel } from '../remote/upstream-model-store.ts';
import { remoteEngineUpstreams } from '../remote/upstream-config.ts';
import type { Check, Examination } from './check.ts';

const name = 'Upstream';
const patienceMs = 10_000;

/** Whether each upstream answers and has the model; those that do not are left out while another one does. */
export const upstreams: Examination = {
  name,
  async run({ config }): Promise<Check[]> {
    const { createRemoteEngine } = await import('@tuneloop/runtime/remote');
    const checks = await Promise.all(
      remoteEngineUpstreams(config.runtime).map(async (upstream): Promise<Check> => {
        const signal = AbortSignal.timeout(patienceMs);
        try {
          const engine = createRemoteEngine({ upstreams: [upstream], contextSize: config.runtime.contextSize });
          await using model = await engine.load({ id: config.model ?? firstUpstreamModel }, { signal });
          const { choices, contextSize } = model.info;
          const { value = upstream.url, reason = '' } = choices.find((choice) => choice.name === 'upstream') ?? {};
          return { name, status: 'ok', detail: `${value} answers: ${reason}, context of ${contextSize} tokens` };
        } catch (error) {
          return { name, status: 'warn', detail: TuneloopError.from(error).message };
        }
      }),
    );
    if (checks.some(({ status }) => status === 'ok')) return checks;
    const advice = 'Check OPENAI_API_BASE_URL, OPENAI_API_KEY and runtime.upstreams, and that the servers run.';
    return checks.map((check) => ({ ...check, status: 'fail', advice }));
  },
};
