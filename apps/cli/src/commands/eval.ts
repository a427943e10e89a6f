import { Command } from 'commander';
import type { EvalOptions } from '../actions/eval.ts';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';
import { integerOption } from './option-values.ts';

export function evalCommand(): Command {
  const command = new Command('eval')
    .summary('measure a model or an adapter, before against after')
    .description(
      'Measures an adapter against the bare model or another adapter, as requests\n' +
        'reach them: how likely held-out answers are, which checks pass, and whose\n' +
        'answers a judge prefers. With a rule, the exit code says whether it is met.\n' +
        'Interrupted, the same command goes on where it was.',
    )
    .option('-a, --adapter <name>', 'what is measured: NAME, NAME@VERSION or a .gguf; left out: the bare model')
    .option('--against <name>', 'what it is measured against, in the same forms; left out: the bare model')
    .option('-d, --data <file>', 'held-out rows, in any format of `tuneloop data`')
    .option('--checks <file>', 'questions with what their answers must hold: {"prompt": …, "expect": …} a line')
    .option('--regression <file>', 'checks that must not newly fail')
    .option('--comparisons <file>', 'choices of people: {"choice": "before" | "after" | "tie" | "both_bad"} a line')
    .option('--judge <model>', 'a model that compares answers to held-out prompts, in both orders')
    .option('--promote-if <rule>', 'what must be met, such as "win_rate>0.5 and regression<0.02"')
    .option('--rows <n>', 'held-out rows at most; of more a sample', integerOption(1, 100_000))
    .option('--answers <n>', 'held-out prompts that are answered', integerOption(0, 10_000))
    .option('--answer-tokens <n>', 'of an answer at most', integerOption(1, 100_000))
    .option('--reasoning', 'let models that reason do so; give --answer-tokens room for it')
    .option('--seed <n>', 'of samples and intervals; by default 42', integerOption(0, 0xffff_ffff))
    .option('--report <file...>', 'write a report: a page (.html), Markdown (.md) or all figures (.json)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples([
        ['tuneloop eval -a support --data held-out.jsonl', 'the live version against the bare model'],
        ['tuneloop eval -a support@4 --against support --checks checks.jsonl', 'two versions'],
        ['tuneloop eval -a new.gguf -d pairs.jsonl --promote-if "margin_gain_low>0"', 'exit code 1 when it is not met'],
        ['tuneloop eval --checks checks.jsonl --report report.html', 'the bare model alone'],
      ]),
    )
    .action(async (_options: unknown, invoked: Command) => {
      const { evaluateModel } = await import('../actions/eval.ts');
      await evaluateModel(invoked.optsWithGlobals<EvalOptions>());
    });
  return addConfigOptions(command, ['model']);
}
