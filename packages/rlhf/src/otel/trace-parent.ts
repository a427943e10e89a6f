/** The span that others lie in, of this process or of who asked it (W3C Trace Context). */
export interface TraceParent {
  /** 16 bytes in hexadecimal. */
  traceId: string;
  /** 8 bytes in hexadecimal. */
  spanId: string;
  isSampled: boolean;
  /** `tracestate`, handed on as it came. */
  state?: string | undefined;
}

/** Whether a trace is sent: decided once, at its first span here. */
export type Sampler = (traceId: string, parent?: TraceParent) => boolean;
