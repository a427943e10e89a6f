import { writeFile } from 'node:fs/promises';
import { writeEvaluation } from '@tuneloop/lora';
import { TuneloopError } from '@tuneloop/protocol';
import { createServedRig, type ServedRig } from '../../../packages/platform/test/training/served-rig.ts';

export interface TrainingServer extends Pick<ServedRig, 'url' | 'platform' | 'steps'>, AsyncDisposable {
  /** Trainings that begin stay at their step 20 until they are stopped or paused; those that go on do not. */
  isHolding: boolean;
}

const question = (text: string): { role: 'user'; content: string }[] => [{ role: 'user', content: text }];

/** Rows as people upload them. */
export const rows = `${Array.from({ length: 12 }, (_, index) =>
  JSON.stringify({
    messages: [...question(`Question ${index}`), { role: 'assistant', content: `Answer ${index}` }],
  }),
).join('\n')}\n`;

/** The real server; what trains counts its steps, and what measures has found that the adapter is better. */
export async function startTrainingServer(): Promise<TrainingServer> {
  const rig = await createServedRig({}, { steps: 40, stepMs: 5 });
  const { steps, driver } = rig;
  steps.evaluate = async ({ folder, liveName, run }) => {
    const metrics = { ...steps.metrics, loss: 1.1, loss_before: 1.6, perplexity: 3, perplexity_before: 4.95 };
    const found = { metrics, counts: { rows: 12 }, before: liveName, after: `${run.base.id}:${run.name}` };
    await writeEvaluation(folder.evaluation, {
      version: 1,
      ...found,
      intervals: { loss_change: { low: -0.6, high: -0.4 } },
      leftOut: {},
      rows: [],
      samples: [
        {
          line: 1,
          prompt: question('What is the <b>word</b>?'),
          before: 'I do not know.',
          after: 'The word is **xylophone**. <script>window.ran=1</script>',
          reference: 'The word is xylophone.',
        },
      ],
      checks: [],
      regression: [],
      seconds: 1,
    });
    return found;
  };
  steps.report = async ({ folder, run }) => {
    await writeFile(
      folder.reportMarkdown,
      `# Training of ${run.name}\n\n| loss | 1.1 |\n| --- | --- |\n| before | 1.6 |\n`,
    );
    await writeFile(folder.reportHtml, '<!doctype html><title>Training</title>');
  };
  const server: TrainingServer = { ...rig, isHolding: false };
  const { train } = driver;
  driver.train = async function* (run, options) {
    for await (const event of train(run, options)) {
      yield event;
      if (server.isHolding && event.type === 'step' && event.step === 20) await aborted(options?.signal);
    }
  };
  return server;
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(TuneloopError.from(signal.reason)), { once: true });
  });
}
