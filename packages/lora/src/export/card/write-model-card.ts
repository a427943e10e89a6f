import { nameOfBase } from '../model-origin.ts';
import type { RunDescription } from './describe-run.ts';
import { writeRenamed } from '../../files/write-renamed.ts';

/** Writes `README.md` of a run: the card that hubs show, with their metadata at its head. Errors: those of writing files. */
export async function writeModelCard(description: RunDescription): Promise<void> {
  await writeRenamed(description.folder.modelCard, modelCard(description));
}

/**
 * The same run gives the same card. Source of the metadata: https://huggingface.co/docs/hub/model-cards
 */
export function modelCard(description: RunDescription): string {
  const { name, run } = description;
  const base = nameOfBase(run.base);
  const what = run.config.tuning === 'full' ? 'A model made from' : 'A LoRA adapter for';
  return [
    frontMatter(description),
    `# ${inline(name)}`,
    `${what} ${inline(base)}, trained with Tuneloop on ${inline(description.dataName ?? 'conversations')}.`,
    section('Training', trainingRows(description)),
    section('Evaluation', evaluationRows(description)),
    section('Conversion', conversionRows(description)),
    useIt(description),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function frontMatter({ run }: RunDescription): string {
  const { method, tuning } = run.config;
  const lines = [
    // Elsewhere it has no name that a hub would know.
    ...(run.base.type === 'hub' ? [`base_model: ${JSON.stringify(run.base.id)}`] : []),
    ...(tuning === 'lora' ? ['library_name: peft'] : ['library_name: transformers']),
    'pipeline_tag: text-generation',
    `tags: [${[tuning === 'lora' ? 'lora' : 'full', method, 'tuneloop'].join(', ')}]`,
  ];
  return ['---', ...lines, '---'].join('\n');
}

type Row = readonly [label: string, value: string | number | undefined];

function trainingRows({ run, results, createdAt }: RunDescription): Row[] {
  const { config } = run;
  const { lora } = config;
  const adapter =
    config.tuning === 'lora' ? `${lora.variant}, rank ${lora.rank}, alpha ${lora.alpha ?? lora.rank * 2}` : '';
  return [
    ['When', createdAt],
    ['Method', config.method],
    ['Adapter', adapter === '' ? undefined : adapter],
    ['Rows', results.prepare?.rows],
    ['Held-out rows', results.prepare?.validationRows],
    ['Steps', results.train?.steps],
    ['Loss of the last step', rounded(results.train?.loss)],
    ['Held-out loss', rounded(results.train?.evaluationLoss)],
    ['Seed', config.seed],
  ];
}

function evaluationRows({ results: { evaluate, gate } }: RunDescription): Row[] {
  const metrics = Object.entries(evaluate?.metrics ?? {}).map(([metric, value]): Row => [metric, rounded(value)]);
  return [...metrics, ['Gate', gate && `${gate.passed ? 'passed' : 'refused'}: ${gate.rule}`]];
}

function conversionRows({ results: { convert, parity } }: RunDescription): Row[] {
  const { adapted } = parity ?? {};
  const divergence = adapted && `${rounded(adapted.kl)} nats a token from PyTorch`;
  return [
    ['File', convert && `${convert.kind} by ${convert.method}, ${convert.sizeBytes} bytes`],
    ['SHA-256', convert?.sha256],
    ['Lost in conversion', convert?.error === undefined ? undefined : `${rounded(convert.error * 100)} %`],
    ['Served as trained', parity && `${parity.passed ? 'yes' : 'no'}${divergence ? ` (${divergence})` : ''}`],
  ];
}

function useIt({ name, run, results }: RunDescription): string {
  if (results.convert?.kind === 'model') return '## Use it\n\n```sh\ntuneloop chat -m ./model.gguf\n```';
  const model = `${nameOfBase(run.base).toLowerCase()}:${name}`;
  return `## Use it\n\nServed with its base by Tuneloop (\`LORA_PATHS\`), it is the model \`${model.replaceAll('`', '')}\`. In \`output\` it is as PEFT loads it.`;
}

function section(title: string, rows: readonly Row[]): string {
  const known = rows.filter(([, value]) => value !== undefined);
  if (known.length === 0) return '';
  const lines = known.map(([label, value]) => `| ${inline(label)} | ${inline(String(value))} |`);
  return [`## ${title}`, '', '| | |', '| --- | --- |', ...lines].join('\n');
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(4));
}

/** Names come from files and people: none of them may begin a line, a cell or markup of its own. */
function inline(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>|#]/g, String.raw`\$&`);
}
