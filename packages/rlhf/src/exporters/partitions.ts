import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '@tuneloop/protocol';
import { linesOf, textOfFile } from './read-lines.ts';

/** A line of text that belongs with others of its key, hexadecimal digits of which the first ones are random. */
export interface KeyedLine {
  key: string;
  line: string;
}

export interface PartitionOptions {
  /** A partition of at most so many bytes is sorted in memory. Default 32 MiB. */
  memoryBytes?: number | undefined;
  /** Lines of one key behind these are dropped and counted. Default 1000. */
  maxLinesPerKey?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** The lines of one key, in the order in which they came. */
export interface KeyedGroup {
  key: string;
  lines: string[];
  dropped: number;
}

/** Two hexadecimal digits at each level, as deep as a million times the memory. */
const digits = 2;
const maxDepth = 3;
const bufferCharacters = 32 * 1024;

/**
 * Brings lines of one key together with files on disk: memory stays bounded whatever the number of lines. Groups come in
 * the order of their keys, whatever the bounds.
 */
export class Partitions implements AsyncDisposable {
  readonly #folder: string;
  readonly #memoryBytes: number;
  readonly #maxLinesPerKey: number;
  readonly #signal: AbortSignal | undefined;
  readonly #root: Level;

  private constructor(folder: string, options: PartitionOptions) {
    this.#folder = folder;
    this.#memoryBytes = options.memoryBytes ?? 32 * 1024 * 1024;
    this.#maxLinesPerKey = options.maxLinesPerKey ?? 1000;
    this.#signal = options.signal;
    this.#root = new Level(folder, 0);
  }

  /** @param parent a folder, in which everything is kept until disposal. */
  static async create(parent: string, options: PartitionOptions = {}): Promise<Partitions> {
    const folder = join(parent, `.partitions-${randomUUID().slice(0, 8)}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new Partitions(folder, options);
  }

  /** Resolves when more may come. */
  add(keyed: KeyedLine): Promise<void> | undefined {
    return this.#root.add(keyed);
  }

  /** To be called once, when everything was added. */
  groups(): AsyncGenerator<KeyedGroup> {
    return this.#groupsOf(this.#root);
  }

  async *#groupsOf(level: Level): AsyncGenerator<KeyedGroup> {
    for (const partition of await level.finish()) {
      throwIfAborted(this.#signal);
      if (partition.bytes > this.#memoryBytes && level.depth + 1 < maxDepth) {
        const next = new Level(this.#folder, level.depth + 1);
        try {
          for await (const keyed of readKeyed(partition)) await next.add(keyed);
          if (partition.path !== undefined) await rm(partition.path);
          yield* this.#groupsOf(next);
        } finally {
          await next.close();
        }
      } else {
        yield* this.#sorted(partition);
        if (partition.path !== undefined) await rm(partition.path);
      }
    }
  }

  async *#sorted(partition: Partition): AsyncGenerator<KeyedGroup> {
    const groups = new Map<string, KeyedGroup>();
    for await (const { key, line } of readKeyed(partition)) {
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { key, lines: [], dropped: 0 }));
      if (group.lines.length < this.#maxLinesPerKey) group.lines.push(line);
      else group.dropped += 1;
    }
    const keys = [...groups.keys()].toSorted();
    for (const key of keys) {
      yield groups.get(key)!;
      groups.delete(key);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#root.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

interface Partition {
  /** Left out while all of it is in the buffer. */
  path?: string;
  handle?: FileHandle;
  buffer: string;
  bytes: number;
}

/** The partitions of one level: one for each value of the digits that it looks at. */
class Level {
  readonly depth: number;
  readonly #folder: string;
  readonly #partitions = new Map<string, Partition>();

  constructor(folder: string, depth: number) {
    this.#folder = folder;
    this.depth = depth;
  }

  add({ key, line }: KeyedLine): Promise<void> | undefined {
    const name = key.slice(this.depth * digits, (this.depth + 1) * digits);
    let partition = this.#partitions.get(name);
    if (!partition) this.#partitions.set(name, (partition = { buffer: '', bytes: 0 }));
    partition.buffer += `${key}\t${line}\n`;
    return partition.buffer.length < bufferCharacters ? undefined : this.#flush(name, partition);
  }

  /** In the order of their digits. */
  async finish(): Promise<Partition[]> {
    for (const [name, partition] of this.#partitions) if (partition.handle) await this.#flush(name, partition);
    await this.close();
    return [...this.#partitions.keys()].toSorted().map((name) => this.#partitions.get(name)!);
  }

  async close(): Promise<void> {
    for (const partition of this.#partitions.values()) {
      await partition.handle?.close();
      delete partition.handle;
    }
  }

  async #flush(name: string, partition: Partition): Promise<void> {
    const content = Buffer.from(partition.buffer);
    partition.buffer = '';
    partition.bytes += content.byteLength;
    partition.path ??= join(this.#folder, `${this.depth}-${name}-${randomUUID().slice(0, 8)}`);
    partition.handle ??= await open(partition.path, 'wx', 0o600);
    await partition.handle.writeFile(content);
  }
}

async function* readKeyed({ path, buffer }: Partition): AsyncGenerator<KeyedLine> {
  for await (const text of linesOf(path === undefined ? [buffer] : textOfFile(path))) {
    const tab = text.indexOf('\t');
    yield { key: text.slice(0, tab), line: text.slice(tab + 1) };
  }
}
