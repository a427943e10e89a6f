import { isOnnxFolder } from '@tuneloop/runtime';
import { z } from 'zod';
import type { Config } from '../config/schema.ts';
import { localUrl } from '../network-addresses.ts';
import type { Check, Examination } from './check.ts';

const name = 'Engine';

const propsSchema = z.object({
  model: z.string(),
  queue_limit: z.number(),
  choices: z.array(z.object({ name: z.string(), value: z.string(), reason: z.string() })),
});

type Props = z.infer<typeof propsSchema>;

/** What a server of ours that runs already says of itself. */
async function askRunningServer({ server }: Config): Promise<Props | undefined> {
  const headers = server.apiKey === undefined ? {} : { authorization: `Bearer ${server.apiKey.reveal()}` };
  try {
    const signal = AbortSignal.timeout(2000);
    const response = await fetch(`${localUrl(server.host, server.port)}/props`, { headers, signal });
    return propsSchema.parse(await response.json());
  } catch {
    return undefined;
  }
}

function planned(value: number | string | undefined, otherwise: string): string {
  return value === undefined ? otherwise : `${value} (as configured)`;
}

function onnxPlan({ runtime }: Config): string {
  return [
    `slots ${planned(runtime.slots, '4, which take turns')}`,
    `queue ${runtime.queueLimit}`,
    `context ${planned(runtime.contextSize, "the model's own, as far as memory allows")}`,
    `threads ${planned(runtime.threads, 'the cores but one')}`,
    `provider ${planned(runtime.executionProvider, 'cpu')}`,
  ].join('; ');
}

function plan({ runtime }: Config): string {
  const flashAttention = {
    auto: 'on a GPU on, on a CPU by a measurement when the model is loaded',
    on: 'on (as configured)',
    off: 'off (as configured)',
  };
  return [
    `slots ${planned(runtime.slots, '4 on a CPU, 16 on a GPU')}`,
    `queue ${runtime.queueLimit}`,
    `context ${planned(runtime.contextSize, "the model's own, as far as memory allows")}`,
    `threads ${planned(runtime.threads, 'the physical cores but one')}`,
    `flash attention ${flashAttention[runtime.flashAttention]}`,
  ].join('; ');
}

/** The engine's settings: those that a running server chose with its reasons, or else how they will be chosen. */
export const engine: Examination = {
  name,
  async run({ config, models }): Promise<Check[]> {
    const running = await askRunningServer(config);
    if (running === undefined) {
      const path =
        config.model === undefined ? undefined : (await models.find(config.model).catch(() => undefined))?.path;
      if (config.runtime.backend !== 'remote' && path !== undefined && (await isOnnxFolder(path))) {
        return [{ name, status: 'ok', detail: `onnx, not running; ${onnxPlan(config)}` }];
      }
      return [{ name, status: 'ok', detail: `${config.runtime.backend}, not running; ${plan(config)}` }];
    }
    const chosen = running.choices.map((choice) => `${choice.name} ${choice.value} (${choice.reason})`);
    const detail = `serves ${running.model}: ${[...chosen, `queue ${running.queue_limit}`].join('; ')}`;
    return [{ name, status: 'ok', detail }];
  },
};
