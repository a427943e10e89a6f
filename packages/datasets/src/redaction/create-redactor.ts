import type { SensitiveType } from './sensitive-types.ts';
import { createDetector, type DetectionOptions } from './detect-sensitive.ts';
import { Placeholders } from './placeholders.ts';
import { redactRecord } from './redact-record.ts';
import { rememberingDetector } from './remembering-detector.ts';

export interface RedactorOptions extends DetectionOptions {
  /** What stands for the `number`th value of a type, from 1. Default `[EMAIL_1]`. It must be safe within JSON's quotes. */
  placeholder?: ((type: SensitiveType, number: number) => string) | undefined;
}

/**
 * Puts placeholders in place of what is sensitive. Within one call the same value always gets the same placeholder. It
 * remembers the last two million characters that it saw, so that messages that come again cost next to nothing.
 */
export interface Redactor {
  redactText(text: string): string;
  /**
   * Any JSON value: strings and keys at any depth, numbers that are cards or telephone numbers (they become strings), and
   * JSON within strings, which stays valid. What is nested more than 1,000 levels deep is left out. What needs no change is returned as it is, the same object.
   */
  redactValue<T>(value: T): T;
  /** As `redactValue`, with what was found. */
  redactRecord<T>(value: T): RedactedRecord<T>;
}

export interface RedactedRecord<T> {
  value: T;
  /** How many different values of each type were replaced; types without any are left out. */
  counts: Partial<Record<SensitiveType, number>>;
}

/**
 * Errors: `INVALID_REQUEST` for options that are not allowed.
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const detect = rememberingDetector(createDetector(options));
  const record = (): Placeholders => new Placeholders(options.placeholder);
  const redacted = <T>(value: T): RedactedRecord<T> => {
    const placeholders = record();
    return { value: redactRecord(value, detect, placeholders) as T, counts: placeholders.counts };
  };
  return {
    redactText: (text) => record().replace(text, detect(text)),
    redactValue: (value) => redacted(value).value,
    redactRecord: redacted,
  };
}
