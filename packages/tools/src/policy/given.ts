/** Settings of which any may be left out. */
export type Given<T> = { [K in keyof T]?: T[K] | undefined };
