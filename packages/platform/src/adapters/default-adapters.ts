import { TuneloopError } from '@tuneloop/protocol';

/** Numbers for names, as `/lora-adapters` shows them: a name keeps its number for as long as the server runs. */
export class AdapterNumbers {
  readonly #names: string[] = [];

  numberOf(name: string): number {
    const known = this.#names.indexOf(name);
    return known === -1 ? this.#names.push(name) - 1 : known;
  }

  nameOf(number: number): string | undefined {
    return this.#names[number];
  }
}

export interface DefaultAdapter {
  /** The file or folder. */
  file: string;
  scale: number;
}

/** Reads `FILE` or `FILE:scale`, as `--lora` takes it. Errors: `CONFIG_INVALID` for a scale out of bounds. */
export function parseDefaultAdapter(text: string): DefaultAdapter {
  const match = /^(?<file>.+):(?<scale>[+-]?(?:\d+\.?\d*|\.\d+))$/s.exec(text);
  if (!match?.groups) return { file: text, scale: 1 };
  const scale = Number(match.groups['scale']);
  if (Math.abs(scale) > 100) {
    throw new TuneloopError('CONFIG_INVALID', `The scale of the adapter "${text}" must be from -100 to 100.`);
  }
  return { file: match.groups['file']!, scale };
}
