import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { TuneloopError } from '@tuneloop/protocol';
import { exitCodeOf } from './exit-code.ts';
import { describeFailure } from './failure.ts';

test('a message from elsewhere cannot drive the terminal', () => {
  expect(describeFailure(new TuneloopError('UPSTREAM_FAILED', 'no \u001b[2J such thing'))).toBe('no [2J such thing');
});

test.each([
  [new CommanderError(1, 'commander.unknownCommand', 'x'), 2],
  [new CommanderError(0, 'commander.helpDisplayed', 'x'), 0],
  [new TuneloopError('CONFIG_INVALID', 'x'), 2],
  [new TuneloopError('INVALID_REQUEST', 'x'), 2],
  [new TuneloopError('ABORTED', 'x'), 130],
  [new TuneloopError('MODEL_NOT_FOUND', 'x'), 1],
  [new Error('x'), 1],
])('%s exits with %d', (error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});
