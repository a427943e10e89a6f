export { compareMetrics, type MetricComparison } from './compare-metrics.ts';
export type { ReportSource, ReportSubject } from './report-source.ts';
export { writeReport, writeRunReport, type WriteRunReportOptions } from './write-report.ts';
