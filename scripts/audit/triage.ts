import { z } from 'zod';

/** An advisory that was looked at, in `audit-triage.json`. */
const triagedSchema = z.strictObject({
  /** `GHSA-…`, or whatever else the end of the advisory's address is. */
  advisory: z.string().min(1),
  package: z.string().min(1),
  /** Why it does not touch us. */
  reason: z.string().min(20),
  /** The day from which it is looked at again: `2027-01-31`. */
  until: z.iso.date(),
});

export type Triaged = z.infer<typeof triagedSchema>;

export const triageSchema: z.ZodType<Triaged[]> = z.array(triagedSchema);

export interface Advisory {
  advisory: string;
  package: string;
  title: string;
  severity: string;
}

/** What `npm audit --json` found. `undefined` for an answer without a report, such as a registry's that has none. */
export function advisoriesOf(output: string): Advisory[] | undefined {
  let report: unknown;
  try {
    report = JSON.parse(output);
  } catch {
    return undefined;
  }
  const parsed = reportSchema.safeParse(report);
  if (!parsed.success) return undefined;
  const all = Object.values(parsed.data.vulnerabilities).flatMap(({ via }) =>
    via.flatMap((one) => (typeof one === 'string' ? [] : [one])),
  );
  const advisories = all.map(({ url, name, title, severity }) => {
    return { advisory: url.slice(url.lastIndexOf('/') + 1), package: name, title, severity };
  });
  return [...new Map(advisories.map((one) => [`${one.advisory} ${one.package}`, one])).values()];
}

const reportSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      via: z.array(
        z.union([z.string(), z.object({ name: z.string(), url: z.string(), title: z.string(), severity: z.string() })]),
      ),
    }),
  ),
});

/** What is to be done: advisories that nobody looked at, or not since their day, and entries that nothing is found for. */
export function auditProblems(found: readonly Advisory[], triaged: readonly Triaged[], today: string): string[] {
  const isFor = (entry: Triaged, one: Advisory): boolean =>
    entry.advisory === one.advisory && entry.package === one.package;
  const open = found.flatMap((one) => {
    const entry = triaged.find((each) => isFor(each, one));
    const what = `${one.package}: ${one.title} (${one.severity}, ${one.advisory})`;
    if (entry === undefined) return [`${what}. Update it, or say in audit-triage.json why it does not touch us.`];
    return entry.until <= today ? [`${what} was to be looked at again from ${entry.until}.`] : [];
  });
  const stale = triaged.filter((entry) => !found.some((one) => isFor(entry, one)));
  return [
    ...open,
    ...stale.map((entry) => `${entry.package}: ${entry.advisory} is no longer found; remove its entry.`),
  ];
}
