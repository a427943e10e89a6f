export { cleanText, cleanValue, type CleaningOptions } from './clean-text.ts';
export { repairMojibake } from './repair-mojibake.ts';
export { toUtf8, type Utf8Content } from './to-utf8.ts';
