import { TuneloopError } from '@tuneloop/protocol';
import { labelStudioTemplate, webhookSecretHeader, type PullReport } from '@tuneloop/rlhf/label-studio';
import { chooseProject, templateOf, type LabelStudioOptions } from '../labelstudio/open-label-studio.ts';
import { printFile, printPull, printPush } from '../labelstudio/print-report.ts';
import { pull, pullFile } from '../labelstudio/pull.ts';
import { push, writeTasks } from '../labelstudio/push.ts';
import type { SelectionOptions } from '../labelstudio/select-tasks.ts';
import { withLabelStudio } from '../labelstudio/work.ts';
import { notice, printJson } from '../notice.ts';

export function printTemplate(options: LabelStudioOptions): void {
  process.stdout.write(`${labelStudioTemplate(templateOf(options))}\n`);
}

export function pushToLabelStudio(
  file: string | undefined,
  options: SelectionOptions & { output?: string },
): Promise<void> {
  return withLabelStudio(options, async (work) => {
    if (options.output !== undefined) {
      const written = await writeTasks(work, options.output, file, options);
      if (options.json) printJson(written);
      else printFile(written);
      return;
    }
    const client = await work.client();
    const project = await chooseProject(client, options, work, { create: true });
    const report = await push(work, project, file, options);
    if (options.json) printJson(report);
    else printPush(client.url, report);
  });
}

export function pullFromLabelStudio(file: string | undefined, options: LabelStudioOptions): Promise<void> {
  return withLabelStudio(options, async (work) => {
    const fromServer = async (): Promise<PullReport> =>
      pull(work, await chooseProject(await work.client(), options, work, { create: false }));
    const report = await (file === undefined ? fromServer() : pullFile(work, file, options));
    if (options.json) printJson(report);
    else printPull(report);
  });
}

export function syncWithLabelStudio(options: SelectionOptions): Promise<void> {
  return withLabelStudio(options, async (work) => {
    const client = await work.client();
    const project = await chooseProject(client, options, work, { create: true });
    const pushed = await push(work, project, undefined, options);
    const pulled = await pull(work, project);
    if (options.json) printJson({ push: pushed, pull: pulled });
    else {
      printPush(client.url, pushed);
      printPull(pulled);
    }
  });
}

export function setLabelStudioWebhook(address: string, options: LabelStudioOptions): Promise<void> {
  return withLabelStudio(options, async (work) => {
    const secret = work.config.labelStudio.webhookSecret?.reveal();
    if (secret === undefined) {
      const message = 'Set LABEL_STUDIO_WEBHOOK_SECRET to a secret of your own, here and where the server runs.';
      throw new TuneloopError('INVALID_REQUEST', message);
    }
    const url = URL.parse('/v1/labelstudio/webhook', address)?.href;
    if (url === undefined) throw new TuneloopError('INVALID_REQUEST', `${address} is not the address of a server.`);
    const client = await work.client();
    const project = await chooseProject(client, options, work, { create: false });
    await client.setWebhook(project, { url, headers: { [webhookSecretHeader]: secret } }, { signal: work.signal });
    if (options.json) printJson({ project, url });
    else notice(`Project ${project} tells ${url} of judgements. The server needs LABEL_STUDIO_PROJECT=${project}.`);
  });
}
