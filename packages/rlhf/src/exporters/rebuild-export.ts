import { exportInteractions, type ExportOptions, type ExportReport } from './export-interactions.ts';
import { readExportManifest } from './manifest.ts';
import type { ExportWhere } from './settings.ts';

export type RebuildExportOptions = Pick<ExportOptions, 'log' | 'output' | 'signal' | 'onProgress'> & {
  /** Path of the manifest. */
  manifest: string;
};

export interface RebuildReport {
  report: ExportReport;
  /** Whether every file has the bytes that the manifest tells of. */
  same: boolean;
  /** Interactions of the set that the log no longer has. */
  missing: number;
}

/**
 * Makes a set again from the log, as its manifest says: the interactions that it was made of, and of what was said of them
 * what had been said by then. It is the same to the byte unless some of that was deleted, or was imported since.
 *
 * The ids of the set are kept in memory. Errors: those of `exportInteractions` and `readExportManifest`.
 */
export async function rebuildExport({ manifest: path, ...options }: RebuildExportOptions): Promise<RebuildReport> {
  const { settings, asOf, sources, files } = await readExportManifest(path);
  const wanted = new Set(Object.values(sources).flat(2));
  const found = new Set<string>();
  const report = await exportInteractions({
    ...options,
    ...settings,
    where: lasting(settings.where),
    asOf: settings.asOf ?? asOf,
    only: (id) => {
      if (!wanted.has(id)) return false;
      found.add(id);
      return true;
    },
  });
  const same = files.every(({ sha256 }, index) => report.files[index]?.sha256 === sha256);
  return { report, same, missing: wanted.size - found.size };
}

/** Filters by what never changes; who is wanted of the others is known by id. */
function lasting({ model, adapter, conversation, request, since, until, failed }: ExportWhere): ExportWhere {
  return { model, adapter, conversation, request, since, until, failed };
}
