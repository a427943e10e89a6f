export interface FuzzServerOptions {
  /** Everything that the server writes is below it. */
  folder: string;
  /** Left out: an open server. */
  apiKey?: string | undefined;
}

/** How a server is while nothing is asked of it. */
export interface FuzzServerReport {
  /** HTTP requests under way. */
  inFlight: number;
  activeRequests: number;
  queuedRequests: number;
  heapBytes: number;
  rssBytes: number;
  state: string;
}

/** What the server's process tells its parent. */
export type FuzzServerMessage =
  | { type: 'listening'; url: string }
  | { type: 'outbound'; what: string; stack: string }
  | { type: 'defect'; event: string; stack: string }
  | { type: 'report'; report: FuzzServerReport };
