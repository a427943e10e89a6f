import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';
import { integerOption } from './option-values.ts';

export function jobsCommand(): Command {
  const jobs = new Command('jobs')
    .summary("see and end a server's jobs")
    .description(
      'Shows the long work of a running server, such as downloads that it was asked for.\n' +
        'Which server: --url, else the configured host and port. It needs a key with the scope admin.',
    )
    .addHelpText(
      'after',
      examples([
        ['tuneloop jobs list', 'the latest first'],
        ['tuneloop jobs watch job_…', 'what happened and what happens, until the job has ended'],
        ['tuneloop jobs cancel job_…', 'what is downloaded stays'],
        ['tuneloop jobs resume job_…', 'once more, from where it was; what was skipped on account of it follows'],
        ['tuneloop jobs watch graph_…', 'jobs that were submitted together, such as the steps of a training'],
        ['tuneloop jobs list --json | jq -r \'.jobs[] | select(.status == "failed") | .id\'', 'ids of failed ones'],
      ]),
    );

  const list = new Command('list')
    .description('Lists the jobs, the latest first.')
    .option('--limit <n>', 'jobs at most', integerOption(1, 100))
    .option('--status <status>', 'with this status only, such as failed')
    .option('--kind <kind>', 'of this kind only, such as download')
    .option('--group <id>', 'the steps of this graph only')
    .action(async (options: Record<string, unknown>) => {
      const { listJobs } = await import('../actions/jobs.ts');
      await listJobs(options);
    });
  const show = new Command('show')
    .description('Shows one job.')
    .argument('<id>', 'of a job or a graph, as in `tuneloop jobs list`')
    .action(async (id: string, options: Record<string, unknown>) => {
      const { showJob } = await import('../actions/jobs.ts');
      await showJob(id, options);
    });
  const watch = new Command('watch')
    .description('Follows a job until it has ended; Ctrl-C leaves it to go on. Fails when the job does.')
    .argument('<id>', 'of a job or a graph, as in `tuneloop jobs list`')
    .action(async (id: string, options: Record<string, unknown>) => {
      const { watchJob } = await import('../actions/jobs.ts');
      await watchJob(id, options);
    });
  const cancel = new Command('cancel')
    .description('Cancels a job.')
    .argument('<id>', 'of a job or a graph, as in `tuneloop jobs list`')
    .action(async (id: string, options: Record<string, unknown>) => {
      const { cancelJob } = await import('../actions/jobs.ts');
      await cancelJob(id, options);
    });
  const resume = new Command('resume')
    .description('Queues a failed, cancelled or skipped job again, which goes on from its last checkpoint.')
    .argument('<id>', 'of a job or a graph, as in `tuneloop jobs list`')
    .action(async (id: string, options: Record<string, unknown>) => {
      const { reopenJob } = await import('../actions/jobs.ts');
      await reopenJob(id, 'resume', options);
    });
  const retry = new Command('retry')
    .description('Queues a failed, cancelled or skipped job again, from its beginning.')
    .argument('<id>', 'of a job, as in `tuneloop jobs list`')
    .action(async (id: string, options: Record<string, unknown>) => {
      const { reopenJob } = await import('../actions/jobs.ts');
      await reopenJob(id, 'retry', options);
    });
  for (const command of [list, show, watch, cancel, resume, retry]) {
    command.option('--json', 'print JSON').option('--url <url>', 'the server; its key in OPENAI_API_KEY');
    jobs.addCommand(addConfigOptions(command, ['folders']));
  }
  return jobs;
}
