import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { codeLanguages, type CodeLanguage } from './code-policy.ts';
import { withPrinted } from '../tool/with-printed.ts';
import { createCodeSandbox, type CodeSandbox, type Program } from './code-sandbox.ts';

const parameters: z.ZodType<Program> = z.strictObject({
  language: z.enum(codeLanguages),
  code: z.string().min(1).describe('A whole program; the value of its last expression is the result'),
});

/**
 * `run_code`: a program in a sandbox without any way to this machine.
 *
 * @param sandbox one for all; left out, one is made with its defaults when it is first used.
 */
export function createRunCodeTool(sandbox?: CodeSandbox): DefinedTool<{ language: CodeLanguage; code: string }> {
  let created: CodeSandbox | undefined;
  return defineTool({
    name: 'run_code',
    description:
      'Run a program in JavaScript or Python and get what it prints and its result. Good for calculations and for working ' +
      'on text and data. It has no files, no network and no packages beyond the standard library. Each run starts anew.',
    parameters,
    effects: { code: true },
    async run(program, { policy, signal }) {
      const outcome = await (sandbox ?? (created ??= createCodeSandbox())).run(program, policy.code, signal);
      const { stdout, stderr, result, durationMs, error } = outcome;
      if (error !== undefined) throw new TuneloopError('TOOL_FAILED', withPrinted(error, outcome));
      return { stdout, stderr, result, duration_ms: durationMs };
    },
  });
}
