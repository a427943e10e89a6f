export { createDetector, detectSensitive, type DetectionOptions, type Detector } from './detect-sensitive.ts';
export type { Finding } from './finding.ts';
export { sensitiveTypes, type SensitiveType } from './sensitive-types.ts';
export { createRedactor, type RedactedRecord, type Redactor, type RedactorOptions } from './create-redactor.ts';
