import { TuneloopError } from '@tuneloop/protocol';
import type { InferenceSession } from 'onnxruntime-node';
import { loadFailure } from '../load-failure.ts';

export interface SessionSettings {
  threads: number;
  /** As ONNX Runtime calls it. */
  provider: string;
}

export type OnnxRuntime = typeof import('onnxruntime-node');

/** Errors: `UNSUPPORTED` telling how to install it. */
export async function importOnnxRuntime(): Promise<OnnxRuntime> {
  return await import('onnxruntime-node').catch((cause: unknown) => {
    throw new TuneloopError(
      'UNSUPPORTED',
      'The ONNX engine needs the package onnxruntime-node. Run `npm install onnxruntime-node@1.30`.',
      { cause },
    );
  });
}

/**
 * Loads a graph. What it computes blocks this thread.
 *
 * Errors: `UNSUPPORTED`, `MODEL_LOAD_FAILED`, `RESOURCE_EXHAUSTED`.
 */
export async function openSession(
  { InferenceSession }: OnnxRuntime,
  graph: string,
  { threads, provider }: SessionSettings,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(graph, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      // Inputs have many shapes, and it would keep a plan for each.
      enableMemPattern: false,
      // Errors come as exceptions; what else it says belongs to nobody.
      logSeverityLevel: 4,
    });
  } catch (cause) {
    throw loadFailure(cause, provider);
  }
}
