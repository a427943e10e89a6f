import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The time of day of processes that are started with `env`; what they measure durations by goes on as it is. */
export interface FakeClock {
  env: Readonly<Record<string, string>>;
  /** In front of the real one, or behind; seen by them within a second. */
  set(hours: number): void;
}

/** Of libfaketime, by a file in `folder`. Errors: where it is not installed. */
export function createFakeClock(folder: string): FakeClock {
  const file = join(folder, 'clock');
  const set = (hours: number): void => writeFileSync(file, `${hours < 0 ? '-' : '+'}${Math.abs(hours)}h`);
  mkdirSync(folder, { recursive: true });
  set(0);
  return {
    set,
    env: {
      LD_PRELOAD: fakeTimeLibrary(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      // Only the time of day is ever set.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      // Files have the times that they were written at.
      NO_FAKE_STAT: '1',
    },
  };
}

/** Where Debian's package `faketime` has it. */
function fakeTimeLibrary(): string {
  const libraries = '/usr/lib';
  const names = existsSync(libraries) ? readdirSync(libraries) : [];
  const places = names.map((name) => join(libraries, name, 'faketime', 'libfaketimeMT.so.1'));
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error('libfaketime is not installed: apt-get install faketime');
  return found;
}
