import { vi } from 'vitest';
import { patienceMs } from './vitest.package.ts';

const { waitFor } = vi;

/** As vitest's own, which gives up after a second where no limit is given. */
const patientWaitFor: typeof waitFor = (callback, options) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: patienceMs, ...options });

// Files of a package share a process, and each runs this.
if (waitFor.name !== patientWaitFor.name) vi.waitFor = patientWaitFor;
