import { typeOfLabelled } from '../secrets/assignments.ts';
import type { Detector } from './detect-sensitive.ts';
import { jsonTextOf, redactJsonText } from './json-text.ts';
import type { Placeholders } from './placeholders.ts';

/** JSON within JSON within …: deeper levels are redacted as plain text. */
const mostNestedTexts = 8;
/** What is nested more deeply is not kept: there is hardly such a record, and it must not exhaust the stack. */
const mostLevels = 1000;
const tooDeep = '[NESTED_TOO_DEEPLY]';
/** Whole numbers from here on are looked at; no telephone number is shorter. */
const leastNumber = 1_000_000;
const dataUrl = /^data:[\w.+-]{1,64}\/[\w.+-]{1,64}(?:;[\w.=+-]{1,64}){0,4};base64,[A-Za-z0-9+/=_-]*$/;

/** Redacts any JSON value; see `Redactor.redactValue`. */
export function redactRecord(value: unknown, detect: Detector, placeholders: Placeholders): unknown {
  return new RecordRedaction(detect, placeholders).value(value, '', 0);
}

class RecordRedaction {
  readonly #detect: Detector;
  readonly #placeholders: Placeholders;

  constructor(detect: Detector, placeholders: Placeholders) {
    this.#detect = detect;
    this.#placeholders = placeholders;
  }

  /** `label` is the key that the value stands under; `depth` counts JSON within strings. */
  value(value: unknown, label: string, depth: number, level = 0): unknown {
    if (typeof value === 'string') return this.text(value, label, depth);
    if (level > mostLevels) return tooDeep;
    if (typeof value === 'number') return this.number(value, String(value), label);
    if (Array.isArray(value)) return this.#array(value, label, depth, level);
    if (typeof value !== 'object' || value === null) return value;
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null ? this.#object(value, depth, level) : value;
  }

  text(text: string, label: string, depth: number): string {
    if (text.length < 4 || dataUrl.test(text)) return text;
    const json = depth < mostNestedTexts ? jsonTextOf(text) : undefined;
    if (json !== undefined) {
      return redactJsonText(json, {
        string: (content, key) => this.text(content, key, depth + 1),
        number: (literal, key) => this.number(Number(literal), literal, key),
        key: (key) => this.#key(key),
      });
    }
    const type = label === '' ? undefined : typeOfLabelled(label, text);
    const findings = this.#detect(text, label);
    const whole = findings.length === 1 && findings[0]!.start === 0 && findings[0]!.end === text.length;
    if (type !== undefined && !whole) return this.#placeholders.of(type, text);
    return this.#placeholders.replace(text, findings);
  }

  /** The number itself, or the placeholder of it. */
  number<T extends number>(value: T, literal: string, label: string): T | string {
    if (!Number.isInteger(value) || value < leastNumber || !/^\d+$/.test(literal)) return value;
    const [finding] = this.#detect(literal, label);
    return finding === undefined ? value : this.#placeholders.of(finding.type, literal);
  }

  #array(values: unknown[], label: string, depth: number, level: number): unknown[] {
    let changed: unknown[] | undefined;
    for (const [index, value] of values.entries()) {
      const redacted = this.value(value, label, depth, level + 1);
      if (redacted === value) continue;
      changed ??= [...values];
      changed[index] = redacted;
    }
    return changed ?? values;
  }

  #object(object: object, depth: number, level: number): object {
    let changed = false;
    const entries = Object.entries(object).map(([key, value]): [string, unknown] => {
      const redacted: [string, unknown] = [this.#key(key), this.value(value, key, depth, level + 1)];
      changed ||= redacted[0] !== key || redacted[1] !== value;
      return redacted;
    });
    // Not by assignment: a key may be `__proto__`.
    return changed ? Object.fromEntries(entries) : object;
  }

  #key(key: string): string {
    return key.length < 5 ? key : this.#placeholders.replace(key, this.#detect(key));
  }
}
