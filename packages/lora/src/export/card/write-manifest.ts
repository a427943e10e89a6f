import { readdir } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { hashFile } from '@tuneloop/runtime';
import { nameOfBase } from '../model-origin.ts';
import type { RunDescription } from './describe-run.ts';
import { trainingManifestSchema, type TrainingManifest } from './training-manifest.ts';
import { exists } from '../../files/exists.ts';
import { writeRenamed } from '../../files/write-renamed.ts';

/** Writes `manifest.json` of a run, and returns what is in it. Errors: those of reading and writing files. */
export async function writeManifest(description: RunDescription): Promise<TrainingManifest> {
  const { run, folder, results, name, createdAt, dataName } = description;
  const { prepare, train, convert, parity, evaluate, gate } = results;
  const manifest: TrainingManifest = {
    version: 1,
    id: run.id,
    name,
    createdAt,
    base: { name: nameOfBase(run.base), ...(run.base.type === 'gguf' && { sha256: run.base.sha256 }) },
    data: {
      source: dataName,
      rows: prepare?.rows,
      validationRows: prepare?.validationRows,
      trainSha256: await hashWhereItIs(folder.train),
      validationSha256: await hashWhereItIs(folder.validation),
    },
    config: withoutPaths(run.config),
    training: train && {
      steps: train.steps,
      loss: train.loss,
      evaluationLoss: train.evaluationLoss,
      seconds: train.seconds,
      peakMemoryBytes: train.peakMemoryBytes,
    },
    output: convert && {
      file: basename(convert.file),
      kind: convert.kind,
      method: convert.method,
      sha256: convert.sha256,
      sizeBytes: convert.sizeBytes,
      rank: convert.rank,
      alpha: convert.alpha,
      error: convert.error,
      trained: await hashesOf(folder.output),
    },
    parity,
    metrics: evaluate && sorted(evaluate.metrics),
    gate: gate && { passed: gate.passed, rule: gate.rule, reasons: gate.reasons },
    versions: sorted({ ...train?.versions, ...description.versions }),
  };
  await writeRenamed(folder.manifest, `${JSON.stringify(trainingManifestSchema.parse(manifest), undefined, 2)}\n`);
  return manifest;
}

async function hashWhereItIs(path: string): Promise<string | undefined> {
  return (await exists(path)) ? await hashFile(path) : undefined;
}

async function hashesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.safetensors')).toSorted();
  const hashes: Record<string, string> = {};
  for (const name of names) hashes[name] = await hashFile(join(folder, name));
  return hashes;
}

/** Folders of this machine are nobody else's business. */
function withoutPaths(config: object): unknown {
  return JSON.parse(
    JSON.stringify(config, (_, value: unknown) =>
      typeof value === 'string' && isAbsolute(value) ? basename(value) : value,
    ),
  );
}

function sorted<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
