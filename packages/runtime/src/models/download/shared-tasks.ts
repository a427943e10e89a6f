import { throwIfAborted, TuneloopError, type ProgressListener } from '@tuneloop/protocol';

export interface TaskOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ProgressListener | undefined;
}

/** What the work gets: the last caller's cancellation, and a listener that tells all callers. */
export interface RunningTask {
  signal: AbortSignal;
  onProgress: ProgressListener;
}

interface Task<T> {
  result: Promise<T>;
  controller: AbortController;
  callers: Set<TaskOptions>;
}

/** Work that callers who ask for the same thing at the same time share. It stops when the last of them has cancelled. */
export interface SharedTasks<T> {
  run(key: string, options: TaskOptions, start: (task: RunningTask) => Promise<T>): Promise<T>;
}

export function createSharedTasks<T>(): SharedTasks<T> {
  const tasks = new Map<string, Task<T>>();

  function begin(key: string, start: (task: RunningTask) => Promise<T>): Task<T> {
    const controller = new AbortController();
    const callers = new Set<TaskOptions>();
    const onProgress: ProgressListener = (event) => {
      for (const caller of callers) caller.onProgress?.(event);
    };
    const result = start({ signal: controller.signal, onProgress }).finally(() => {
      if (tasks.get(key) === task) tasks.delete(key);
    });
    const task = { result, controller, callers };
    tasks.set(key, task);
    return task;
  }

  return {
    async run(key, options, start) {
      throwIfAborted(options.signal);
      const task = tasks.get(key) ?? begin(key, start);
      const caller = { ...options };
      task.callers.add(caller);
      const cancelled = Promise.withResolvers<never>();
      const onAbort = (): void => {
        task.callers.delete(caller);
        const reason = TuneloopError.from(options.signal?.reason, 'ABORTED');
        if (task.callers.size > 0) {
          cancelled.reject(reason);
          return;
        }
        // The last one waits until the work has really stopped; who comes next begins anew.
        if (tasks.get(key) === task) tasks.delete(key);
        task.controller.abort(reason);
      };
      options.signal?.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([task.result, cancelled.promise]);
      } finally {
        options.signal?.removeEventListener('abort', onAbort);
        task.callers.delete(caller);
      }
    },
  };
}
