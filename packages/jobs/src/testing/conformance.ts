import { describe } from 'vitest';
import { testCancelling } from './conformance/cancelling.ts';
import { createContext, type JobQueueConformanceOptions } from './conformance/context.ts';
import { testDependencies } from './conformance/dependencies.ts';
import { testEvents } from './conformance/events.ts';
import { testGraphs } from './conformance/graphs.ts';
import { testRestarts } from './conformance/restarts.ts';
import { testRetries } from './conformance/retries.ts';
import { testScheduling } from './conformance/scheduling.ts';
import { testSubmission } from './conformance/submission.ts';

/**
 * Registers the vitest tests that every `JobQueue` with a runner must pass, wherever it stores its jobs. Call it in a
 * test file; `vitest` is an optional peer of this package. An implementation's own tests add only what is its own.
 */
export function testJobQueue(options: JobQueueConformanceOptions): void {
  describe(`job queue ${options.name}`, { timeout: 60_000 }, () => {
    const context = createContext(options);
    testEvents(context);
    testSubmission(context);
    testCancelling(context);
    testScheduling(context);
    testRetries(context);
    testDependencies(context);
    testGraphs(context);
    testRestarts(context);
  });
}
