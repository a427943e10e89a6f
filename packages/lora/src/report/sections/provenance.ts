import { formatMemory } from '../format-value.ts';
import type { ReportBlock } from '../report-block.ts';
import type { ReportSource } from '../report-source.ts';
import { factBlocks } from './training.ts';

/** What exactly went in and came out. */
export function provenanceBlocks({ subject, results: { convert, train } }: ReportSource): ReportBlock[] {
  const versions = Object.entries(train?.versions ?? {}).map(([name, version]) => `${name} ${version}`);
  const conversion =
    convert &&
    {
      direct: 'as trained',
      script: "by llama.cpp's own converter",
      svd: 'by singular value decomposition',
      merge: 'merged into its base',
    }[convert.method];
  return factBlocks('Provenance', [
    ...(subject
      ? ([
          ['Run', subject.id],
          ['Begun', subject.createdAt],
        ] as const)
      : []),
    ...(subject?.base.sha256 === undefined ? [] : [['Base, SHA-256', subject.base.sha256] as const]),
    ...(convert
      ? ([
          [
            'Result',
            `${convert.kind}, ${formatMemory(convert.sizeBytes)}, ${conversion}${convert.error === undefined ? '' : `, relative error ${convert.error.toPrecision(2)}`}`,
          ],
          ['Result, SHA-256', convert.sha256],
        ] as const)
      : []),
    ...(versions.length > 0 ? [['Versions', versions.join(', ')] as const] : []),
  ]);
}
