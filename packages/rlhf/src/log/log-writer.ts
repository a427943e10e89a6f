import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LogRecord } from '@tuneloop/protocol';
import { explainFileError } from './log-error.ts';
import { listLogFiles, logFile, type LogFile } from './log-file.ts';

/** What a writer needs of the file system; tests put one that fails in its place. */
export interface LogFileSystem {
  openSync: typeof openSync;
  fstatSync: (descriptor: number) => { size: number; nlink: number };
  readSync: (descriptor: number, buffer: Uint8Array, offset: number, length: number, position: number) => number;
  writeSync: (descriptor: number, bytes: Uint8Array, offset: number, length: number) => number;
  ftruncateSync: (descriptor: number, length: number) => void;
  closeSync: (descriptor: number) => void;
}

const nodeFileSystem: LogFileSystem = { openSync, fstatSync, readSync, writeSync, ftruncateSync, closeSync };

export interface LogWriterOptions {
  folder: string;
  /** Of the claim. */
  number: number;
  /** A file that has reached this size, in bytes, is followed by another one. */
  maxFileBytes: number;
  now?: (() => Date) | undefined;
  fileSystem?: LogFileSystem | undefined;
}

/** Appends to the files of one claim; there is no other writer to them. */
export interface LogWriter {
  /**
   * Once it has returned, the record survives the end of the process. When it throws, nothing of it is in the file.
   *
   * Errors: `RESOURCE_EXHAUSTED` (disk), `STORE_FAILED`.
   */
  append(record: LogRecord): void;
  /** Ends the line that a killed process has left unfinished; the path of its file, or nothing when there is none. */
  repair(): string | undefined;
  /** What is written next goes to a file behind `name`, which is never written again. */
  leave(name: string): void;
  /** Closes the current file; what comes next opens it again, or another one. */
  close(): void;
}

interface OpenFile {
  file: LogFile;
  descriptor: number;
  size: number;
  /** Half a line stands at the end and could not be cut off. */
  isTorn: boolean;
}

const newline = 0x0a;

export function createLogWriter(options: LogWriterOptions): LogWriter {
  const { folder, number, maxFileBytes, now = () => new Date(), fileSystem = nodeFileSystem } = options;
  let current: OpenFile | undefined;
  /** Files of these names are not written again. */
  const left = new Set<string>();

  const open = (file: LogFile): OpenFile => {
    const descriptor = fileSystem.openSync(join(folder, file.name), 'a+', 0o600);
    try {
      const { size } = fileSystem.fstatSync(descriptor);
      const last = new Uint8Array(1);
      const isTorn = size > 0 && fileSystem.readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== newline;
      return { file, descriptor, size, isTorn };
    } catch (error) {
      fileSystem.closeSync(descriptor);
      throw error;
    }
  };

  const close = (): void => {
    if (current) fileSystem.closeSync(current.descriptor);
    current = undefined;
  };

  /** Whether somebody has deleted the file: what was written to it then would be gone with it. */
  const isDeleted = ({ descriptor }: OpenFile): boolean => fileSystem.fstatSync(descriptor).nlink === 0;

  /** The file that the next record belongs to. */
  const select = (): OpenFile => {
    const day = now().toISOString().slice(0, 10);
    if (current?.file.day !== day || isDeleted(current)) {
      close();
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const own = listLogFiles(folder).filter((file) => file.day === day && file.writer === number);
      current = open(own.at(-1) ?? logFile(day, number, 1));
    }
    if (current.size >= maxFileBytes || left.has(current.file.name)) {
      const next = logFile(day, number, current.file.part + 1);
      close();
      current = open(next);
    }
    return current;
  };

  const write = (open: OpenFile, line: Uint8Array): void => {
    let written = 0;
    try {
      // One call, unless the system takes less of it; then the rest follows or, at a full disk, throws.
      while (written < line.length) {
        written += fileSystem.writeSync(open.descriptor, line, written, line.length - written);
      }
      open.size += line.length;
      open.isTorn = false;
    } catch (error) {
      if (written > 0) cutBack(open);
      throw error;
    }
  };

  const cutBack = (open: OpenFile): void => {
    try {
      fileSystem.ftruncateSync(open.descriptor, open.size);
    } catch {
      open.isTorn = true;
      open.size = fileSystem.fstatSync(open.descriptor).size;
    }
  };

  return {
    append(record) {
      const line = `${JSON.stringify(record)}\n`;
      try {
        const open = select();
        // A line of its own makes what is torn an unreadable line, and leaves the next one whole.
        write(open, Buffer.from(open.isTorn ? `\n${line}` : line));
      } catch (error) {
        throw explainFileError(error, current ? join(folder, current.file.name) : folder);
      }
    },
    repair() {
      const last = listLogFiles(folder).findLast((file) => file.writer === number);
      if (!last) return undefined;
      const path = join(folder, last.name);
      try {
        const { descriptor, isTorn } = open(last);
        try {
          if (isTorn) fileSystem.writeSync(descriptor, Buffer.from('\n'), 0, 1);
        } finally {
          fileSystem.closeSync(descriptor);
        }
        return isTorn ? path : undefined;
      } catch (error) {
        throw explainFileError(error, path);
      }
    },
    leave: (name) => void left.add(name),
    close,
  };
}
