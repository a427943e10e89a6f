export { createDetector, detectSensitive, type DetectionOptions, type Detector } from './detect-sensitive.ts';
export { sensitiveTypes, type Finding, type SensitiveType } from './finding.ts';
export { createRedactor, type RedactedRecord, type Redactor, type RedactorOptions } from './create-redactor.ts';
