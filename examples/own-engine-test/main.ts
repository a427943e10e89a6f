// Runs metered-engine.test.ts: the conformance suite of all engines, on an engine of one's own.
import assert from 'node:assert/strict';
import { startVitest } from 'vitest/node';
// Needed here alone, where the packages are taken from their sources; elsewhere `npx vitest run` does.
import { shared } from '../../vitest.package.ts';

const vitest = await startVitest('test', [], { root: import.meta.dirname, config: false, watch: false }, shared);
const files = vitest.state.getTestModules();
await vitest.close();
assert.equal(files.length, 1);
assert.ok(
  files.every((file) => file.ok()),
  'the engine does not pass',
);
