import { basename } from 'node:path';
import { createRowWriter, type RowWriter, type WrittenFile } from '@tuneloop/datasets';
import { throwIfAborted } from '@tuneloop/protocol';
import { manifestSuffix, type ExportedFile, type ExportManifest } from './manifest.ts';
import type { ExportRow, RowSink } from './row-sink.ts';
import type { ExportSettings } from './settings.ts';
import { splitNames, splitOf, splitPath, type SplitName } from './split.ts';
import { isTelling } from './telling-row.ts';
import { writtenRow } from './written-row.ts';
import { TextFile } from './text-file.ts';

interface OpenFile {
  path: string;
  split: SplitName | undefined;
  writer: RowWriter;
  sources: TextFile;
}

/** The files of one export with their manifest. None has its name before every row is written, the manifest last. */
export class ExportFiles implements RowSink, AsyncDisposable {
  readonly #output: string;
  readonly #settings: ExportSettings;
  readonly #files = new Map<SplitName | undefined, OpenFile>();
  /** Rows that leave open what others show: they come behind those. */
  #later: TextFile | undefined;
  #rows = 0;

  constructor(output: string, settings: ExportSettings) {
    this.#output = output;
    this.#settings = settings;
  }

  /** Errors: those of `createRowWriter`. */
  async open(): Promise<void> {
    for (const split of splitNames(this.#settings)) {
      const path = split === undefined ? this.#output : splitPath(this.#output, split);
      const writer = await createRowWriter(path);
      this.#files.set(split, { path, split, writer, sources: await TextFile.create(`${path}.sources`) });
    }
  }

  get rows(): number {
    return this.#rows;
  }

  async add(exported: ExportRow): Promise<void> {
    this.#rows += 1;
    if (isTelling(exported.row)) {
      await this.#write(exported);
      return;
    }
    this.#later ??= await TextFile.create(`${this.#output}.rows`);
    await this.#later.write(`${JSON.stringify(exported)}\n`);
  }

  async #write({ row, sources, group }: ExportRow): Promise<void> {
    const file = this.#files.get(splitOf(group, this.#settings))!;
    await file.writer.write(writtenRow({ row, group }, this.#settings));
    await file.sources.write(`${JSON.stringify(sources)}\n`);
  }

  /** Gives all files their names, the manifest last. Errors: those of `RowWriter`, `ABORTED`. */
  async finish(
    about: Omit<ExportManifest, 'version' | 'settings' | 'files' | 'sources'>,
    signal: AbortSignal | undefined,
  ): Promise<FinishedExport> {
    for await (const line of this.#later?.lines() ?? []) {
      throwIfAborted(signal);
      await this.#write(JSON.parse(line) as ExportRow);
    }
    const files: ExportedFile[] = [];
    const written: WrittenFile[] = [];
    for (const { path, split, writer } of this.#files.values()) {
      const file = await writer.finish();
      written.push(file);
      files.push({
        name: basename(path),
        ...(split && { split }),
        rows: file.rows,
        bytes: file.bytes,
        sha256: file.sha256,
      });
    }
    const manifestPath = this.#output + manifestSuffix;
    await using manifest = await TextFile.create(manifestPath);
    const head = JSON.stringify({ version: 1, settings: this.#settings, ...about, files }, undefined, 2);
    await manifest.write(`${head.slice(0, -2)},\n  "sources": {`);
    for (const [index, { path, sources }] of [...this.#files.values()].entries()) {
      await manifest.write(`${index === 0 ? '' : ','}\n    ${JSON.stringify(basename(path))}: [`);
      let separator = '\n';
      for await (const line of sources.lines()) {
        await manifest.write(`${separator}      ${line}`);
        separator = ',\n';
      }
      await manifest.write(separator === '\n' ? ']' : '\n    ]');
    }
    await manifest.write('\n  }\n}\n');
    await manifest.rename(manifestPath);
    return { files, paths: written.map(({ path }) => path), manifest: manifestPath };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#later?.[Symbol.asyncDispose]();
    for (const { writer, sources } of this.#files.values()) {
      await writer.discard();
      await sources[Symbol.asyncDispose]();
    }
  }
}

export interface FinishedExport {
  files: ExportedFile[];
  paths: string[];
  manifest: string;
}
