import { parentPort, workerData } from 'node:worker_threads';
import type { RunMessage, SnapshotSettings, WorkerMessage, WorkerSettings } from '../worker-messages.ts';
import { disarm } from './disarm.ts';
import { brokenDown, createPythonWorld, takePythonSnapshot } from './python-world.ts';

const port = parentPort!;
const send = (message: WorkerMessage) => port.postMessage(message);
// What was thrown stays unseen, as in `createPythonWorld`; Node would look at it to describe it.
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, () => send({ type: 'done', ending: { error: brokenDown } }));
}

async function serve(settings: WorkerSettings & { pyodideFolder: string }): Promise<void> {
  const world = await createPythonWorld(settings);
  disarm();
  port.once('message', ({ code }: RunMessage) => {
    world.run(code).then(
      (ending) => send({ type: 'done', ending }),
      () => send({ type: 'done', ending: { error: brokenDown } }),
    );
  });
  send({ type: 'ready', stdout: world.stdout, stderr: world.stderr });
}

const settings = workerData as SnapshotSettings | (WorkerSettings & { pyodideFolder: string });
try {
  if ('takeSnapshot' in settings) {
    send({ type: 'snapshot', snapshot: await takePythonSnapshot(settings.pyodideFolder) });
  } else {
    await serve(settings);
  }
} catch (error) {
  send({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
}
