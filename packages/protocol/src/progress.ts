/** How far a piece of long work is. */
export interface ProgressEvent {
  /** What is being done. */
  phase: 'download' | 'verify' | 'extract' | 'load' | 'read';
  /** In bytes; for `load`, in thousandths of the whole. */
  completed: number;
  /** Left out while unknown. */
  total?: number | undefined;
  /** What it is done to, for people to read. */
  label?: string | undefined;
}

export type ProgressListener = (event: ProgressEvent) => void;
