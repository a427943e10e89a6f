import { basename } from 'node:path';
import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import type { RunFolder } from '../run/run-folder.ts';
import type { ConvertResult, EvaluationResult, GateResult, PublishResult } from '../run/step-results.ts';
import type { AdapterBase } from './adapter-version.ts';
import type { ServedBase } from './check-base.ts';
import type { AdapterRegistry } from './registry-contract.ts';

export interface PublishVersionOptions extends CallOptions {
  registry: AdapterRegistry;
  /** Of the adapter. */
  name: string;
  run: RunFolder;
  convert: ConvertResult;
  evaluation?: EvaluationResult | undefined;
  /** Left out: there was none, and what was trained may go live. */
  gate?: GateResult | undefined;
  /** What was trained on. */
  base: AdapterBase;
  continuedFrom?: { name: string; version: number } | undefined;
  /** Whether it goes live where nothing speaks against it. */
  promote: boolean;
  /** As `PromoteOptions` has them. */
  defaultScale?: number | undefined;
  bases?: readonly ServedBase[] | undefined;
}

/**
 * Keeps what a run has made as the next version of an adapter, and promotes it where its gate has let it pass. Again for
 * the same run, it neither adds nor promotes a second time.
 *
 * Errors: `INVALID_REQUEST` for a whole model, which is no adapter; those of `add` and `promote`.
 */
export async function publishVersion(options: PublishVersionOptions): Promise<PublishResult> {
  const { registry, name, run, convert, gate, signal } = options;
  if (convert.kind !== 'adapter') {
    const message = `${convert.file} is a whole model, not an adapter. It is served as a model of its own.`;
    throw new TuneloopError('INVALID_REQUEST', message, { details: { path: convert.file } });
  }
  const { version } = await registry.add(
    {
      name,
      file: convert.file,
      sha256: convert.sha256,
      attachments: attachmentsOf(run),
      base: options.base,
      run: basename(run.folder),
      continuedFrom: options.continuedFrom,
      metrics: options.evaluation?.metrics,
      refusedBecause: gate && !gate.passed ? gate.reasons : [],
    },
    { signal },
  );
  const { live, events } = await registry.history(name);
  const result = { name, version };
  if (live?.version === version) return { ...result, live: true };
  if (gate && !gate.passed) return { ...result, live: false, reason: gate.reasons.join(' ') };
  if (!options.promote) return { ...result, live: false, reason: 'It was not asked to go live.' };
  // Between two attempts at this step somebody may have gone on, or back, from it.
  const wasPromoted = events.some((event) => event.type === 'promoted' && event.version === version);
  if (wasPromoted) return { ...result, live: false, reason: 'Another version was made live since.' };
  const { warnings } = await registry.promote(name, version, {
    reason: gate ? `Its gate let it pass: ${gate.rule}.` : undefined,
    defaultScale: options.defaultScale,
    bases: options.bases,
    signal,
  });
  return { ...result, live: true, ...(warnings.length > 0 && { reason: warnings.join(' ') }) };
}

/** What of a run stays with its version, under the names that it has there. */
function attachmentsOf(run: RunFolder): Record<string, string> {
  const files = [run.modelCard, run.manifest, run.reportMarkdown, run.reportHtml, run.evaluation, run.gate, run.parity];
  return { peft: run.output, ...Object.fromEntries(files.map((file) => [basename(file), file])) };
}
