import type { Finding } from './finding.ts';
import type { SensitiveType } from './sensitive-types.ts';

/** The placeholders of one record: numbered by type, in the order in which their values come. */
export class Placeholders {
  readonly #format: (type: SensitiveType, number: number) => string;
  readonly #placeholders = new Map<string, string>();
  readonly #counts = new Map<SensitiveType, number>();

  constructor(format: (type: SensitiveType, number: number) => string = placeholderOf) {
    this.#format = format;
  }

  get counts(): Partial<Record<SensitiveType, number>> {
    return Object.fromEntries(this.#counts);
  }

  /** `findings` must be in order and not overlap. */
  replace(text: string, findings: readonly Finding[]): string {
    if (findings.length === 0) return text;
    let result = '';
    let from = 0;
    for (const { type, start, end } of findings) {
      result += text.slice(from, start) + this.of(type, text.slice(start, end));
      from = end;
    }
    return result + text.slice(from);
  }

  /** The same for all ways of writing one value: in groups or not, in small letters or capitals. */
  of(type: SensitiveType, value: string): string {
    const key = `${type}:${sameForAllSpellings(type, value)}`;
    let placeholder = this.#placeholders.get(key);
    if (placeholder === undefined) {
      const number = (this.#counts.get(type) ?? 0) + 1;
      this.#counts.set(type, number);
      placeholder = this.#format(type, number);
      this.#placeholders.set(key, placeholder);
    }
    return placeholder;
  }
}

function placeholderOf(type: SensitiveType, number: number): string {
  return `[${type.toUpperCase().replaceAll('-', '_')}_${number}]`;
}

function sameForAllSpellings(type: SensitiveType, value: string): string {
  switch (type) {
    case 'email':
    case 'ip-address':
      return value.toLowerCase();
    case 'phone':
    case 'payment-card':
    case 'iban':
    case 'national-id':
      return value
        .normalize('NFKC')
        .replaceAll(/[^\p{L}\p{N}]/gu, '')
        .toUpperCase();
    case 'api-key':
    case 'jwt':
    case 'private-key':
    case 'password':
    case 'secret':
      return value;
  }
}
