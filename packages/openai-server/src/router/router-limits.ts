import { z } from 'zod';

export interface RouterLimits {
  /** Largest request body, in bytes; a larger one gets 413. Default 4 MiB. */
  bodyBytes?: number | undefined;
  /** Largest uploaded file, in bytes; a larger one gets 413. Default 512 MiB. */
  fileBytes?: number | undefined;
  /** Deepest nesting of a request body's JSON. Default 128. */
  jsonDepth?: number | undefined;
  /** A stream whose reader takes nothing for so long is cut off, in ms. Default 120 000. */
  stalledReaderMs?: number | undefined;
}

/** The same with every default filled in. */
export type RouterLimitSettings = { readonly [K in keyof RouterLimits]-?: number };

const milliseconds = z.int().min(1).max(2_147_483_647);

/** The options that are plain data, for a configuration file. */
export const routerLimitsSchema: z.ZodType<RouterLimits> = z.strictObject({
  bodyBytes: z.int().min(1).optional(),
  fileBytes: z.int().min(1).optional(),
  jsonDepth: z.int().min(1).max(10_000).optional(),
  stalledReaderMs: milliseconds.optional(),
});

const defaultLimits: RouterLimitSettings = {
  bodyBytes: 4 * 1024 * 1024,
  fileBytes: 512 * 1024 * 1024,
  jsonDepth: 128,
  stalledReaderMs: 120_000,
};

/** The limits with their defaults, each as it is when it is read. */
export function resolveRouterLimits(
  limits: RouterLimits | undefined,
  changing?: () => { limits?: RouterLimits | undefined },
): RouterLimitSettings {
  const read = (name: keyof RouterLimits): number =>
    changing?.().limits?.[name] ?? limits?.[name] ?? defaultLimits[name];
  return Object.defineProperties(
    { ...defaultLimits },
    Object.fromEntries(
      Object.keys(defaultLimits).map((name) => [
        name,
        { enumerable: true, get: () => read(name as keyof RouterLimits) },
      ]),
    ),
  );
}
