export { exportFormats, type ExportFormat } from './export-formats.ts';
export type { ExportedFile, ExportManifest } from './manifest.ts';
export { exportInteractions, type ExportOptions, type ExportReport } from './export-interactions.ts';
export type { InteractionSource } from './interaction-source.ts';
export { leftOutReasons, type LeftOutReason } from './left-out.ts';
export {
  exportSettingsSchema,
  type ExportSettings,
  type ExportSettingsInput,
  type ExportSplit,
  type ExportWhere,
} from './settings.ts';
export type { PreviewedFile } from './row-preview.ts';
export { splitPath, type SplitName } from './split.ts';
export type { ExportCounts } from './tally.ts';
export { readExportManifest } from './manifest.ts';
export { previewExport, type ExportPreview, type PreviewOptions } from './preview-export.ts';
export { rebuildExport, type RebuildExportOptions, type RebuildReport } from './rebuild-export.ts';
