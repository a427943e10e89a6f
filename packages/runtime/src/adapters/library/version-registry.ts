import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A content that a name had. */
export interface RegisteredVersion {
  version: number;
  /** SHA-256, lower-case hexadecimal. */
  hash: string;
  /** Of the user's file when it was taken, so that it need not be read again after a restart. */
  file: string;
  stamp: string;
}

interface Registry {
  format: 1;
  adapters: Record<string, RegisteredVersion[]>;
}

const schema: z.ZodType<Registry> = z.object({
  format: z.literal(1),
  adapters: z.record(
    z.string(),
    z.array(
      z.object({
        version: z.int().positive(),
        hash: z.string().regex(/^[\da-f]{64}$/),
        file: z.string(),
        stamp: z.string(),
      }),
    ),
  ),
});

/** The numbers that contents of adapters have got, kept over restarts in `versions.json` of the cache folder. */
export class VersionRegistry {
  readonly #path: string;
  readonly #keep: number;
  readonly #adapters: Map<string, RegisteredVersion[]>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, keep: number, adapters: Map<string, RegisteredVersion[]>) {
    this.#path = path;
    this.#keep = keep;
    this.#adapters = adapters;
  }

  /** @param keep how many versions of a name are remembered. */
  static async open(folder: string, keep: number): Promise<VersionRegistry> {
    const path = join(folder, 'versions.json');
    const parsed = schema.safeParse(await readFile(path, 'utf8').then(parseJson, () => undefined));
    return new VersionRegistry(path, keep, new Map(parsed.success ? Object.entries(parsed.data.adapters) : []));
  }

  /** Newest first. */
  versions(name: string): readonly RegisteredVersion[] {
    return this.#adapters.get(name) ?? [];
  }

  /** Every content that a name may still ask for. */
  hashes(): Set<string> {
    return new Set([...this.#adapters.values()].flat().map(({ hash }) => hash));
  }

  /** Gives a content its number: the newest one's when it is the same, the next otherwise. Resolves when it is stored. */
  async register(name: string, content: Omit<RegisteredVersion, 'version'>): Promise<RegisteredVersion> {
    const [newest, ...older] = this.versions(name);
    const isSame = newest?.hash === content.hash;
    if (isSame && newest.file === content.file && newest.stamp === content.stamp) return newest;
    const version = { version: isSame ? newest.version : (newest?.version ?? 0) + 1, ...content };
    const others = isSame || newest === undefined ? older : [newest, ...older];
    this.#adapters.set(name, [version, ...others].slice(0, this.#keep));
    await this.#write();
    return version;
  }

  async #write(): Promise<void> {
    const write = async (): Promise<void> => {
      const draft = `${this.#path}.${randomUUID()}.partial`;
      const registry: Registry = { format: 1, adapters: Object.fromEntries(this.#adapters) };
      try {
        await writeFile(draft, `${JSON.stringify(registry, undefined, 2)}\n`);
        await rename(draft, this.#path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    };
    // One after another, so that the last state is the one that stays.
    const result = this.#writing.then(write);
    this.#writing = result.catch(() => undefined);
    await result;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
