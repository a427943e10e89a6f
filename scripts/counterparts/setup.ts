import type { TestProject } from 'vitest/node';
import { counterpartsPython } from './python.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the interpreter that has the Python clients: `inject('python')`. */
    python: string;
  }
}

export function setup(project: TestProject): void {
  project.provide('python', counterpartsPython());
}
