import type { PullReport } from '@tuneloop/rlhf/label-studio';
import { notice } from '../notice.ts';
import type { PushResult } from './push.ts';

export function printPush(url: string, { project, pushed, present, skipped }: PushResult): void {
  process.stdout.write(`${url}/projects/${project}/data\n`);
  notice(`${counted(pushed, 'task')} pushed to project ${project}, ${present} there already.`);
  noteSkipped(skipped);
}

export function printFile({
  file,
  tasks,
  skipped,
}: { file: string; tasks: number } & Pick<PushResult, 'skipped'>): void {
  process.stdout.write(`${file}\n`);
  const template = 'tuneloop labelstudio templates';
  notice(`${counted(tasks, 'task')}, for importing into a project with the template that \`${template}\` prints.`);
  noteSkipped(skipped);
}

export function printPull({ tasks, annotations, added, withdrawn, ignored }: PullReport): void {
  process.stdout.write(`${counted(added, 'judgement')} added, ${withdrawn} withdrawn\n`);
  notice(`${counted(tasks, 'task')} with ${counted(annotations, 'annotation')} were looked at.`);
  const reasons = Object.entries(ignored).map(([reason, count]) => `${count} ${reason}`);
  if (reasons.length > 0) notice(`Not counted: ${reasons.join(', ')}.`);
}

function noteSkipped(skipped: PushResult['skipped']): void {
  const reasons = Object.entries(skipped).map(([reason, count]) => `${count} ${reason}`);
  if (reasons.length > 0) notice(`Answers left out: ${reasons.join(', ')}.`);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
