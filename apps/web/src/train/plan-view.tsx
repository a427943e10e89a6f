import { TriangleAlert } from 'lucide-react';
import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { formatBytes, formatNumber } from '../text/format.ts';
import { Facts } from '../ui/facts.tsx';
import { formatCount, formatDuration, formatFigure } from './format-figures.ts';
import type { Plan } from './train-queries.ts';

const said = trainText.plan;

/** What a training needs of what is free. */
function Memory({ plan }: { plan: Plan }): ReactElement {
  const { memory_bytes: needed, available_memory_bytes: available } = plan;
  const isTooMuch = needed > available;
  return (
    <div className="space-y-1">
      <p className="flex flex-wrap justify-between gap-x-4 text-sm">
        <span className="font-medium">{said.memory}</span>
        <span>{said.memoryOf(formatBytes(needed), formatBytes(available))}</span>
      </p>
      <div
        role="meter"
        aria-label={said.memory}
        aria-valuemin={0}
        aria-valuemax={Math.max(needed, available)}
        aria-valuenow={needed}
        aria-valuetext={said.memoryOf(formatBytes(needed), formatBytes(available))}
        className="h-2 overflow-hidden rounded-full bg-line"
      >
        <div
          className={`h-full rounded-full ${isTooMuch ? 'bg-danger' : 'bg-accent'}`}
          style={{ width: `${Math.min(100, Math.round((needed / available) * 100))}%` }}
        />
      </div>
      {isTooMuch && <p className="text-sm text-danger">{said.tooMuch}</p>}
    </div>
  );
}

/** What a training would take. */
export function PlanView({ plan }: { plan: Plan }): ReactElement {
  const leftOut = Object.entries(plan.left_out).map(([reason, count]) => `${formatNumber(count)} ${reason}`);
  const rate = plan.settings['learningRate'];
  return (
    <div className="space-y-4">
      <Memory plan={plan} />
      <Facts
        facts={[
          [said.time, plan.seconds === null ? said.timeUnknown : said.about(formatDuration(plan.seconds))],
          [said.rows, said.rowsOf(formatNumber(plan.rows), formatNumber(plan.validation_rows))],
          [said.leftOut, leftOut.join(', ')],
          [said.tokens, said.tokensOf(formatCount(plan.tokens), formatCount(plan.trained_tokens))],
          [said.longest, said.longestOf(formatNumber(plan.longest_row), formatNumber(plan.cut_rows))],
          [said.steps, said.stepsOf(formatNumber(plan.steps), plan.epochs)],
          [said.parameters, said.parametersOf(formatCount(plan.trained_parameters), formatCount(plan.parameters))],
          [said.learningRate, typeof rate === 'number' && formatFigure(rate)],
          [said.device, plan.device && said.devices[plan.device]],
          [said.disk, said.about(formatBytes(plan.disk_bytes))],
        ]}
      />
      <Warnings title={said.warnings} warnings={plan.warnings} />
    </div>
  );
}

/** Sentences that a person should know, one below the other. */
export function Warnings({ title, warnings }: { title: string; warnings: readonly string[] }): ReactElement | null {
  if (warnings.length === 0) return null;
  return (
    <div className="space-y-1 rounded-lg border border-warning p-3 text-sm">
      <p className="flex items-center gap-2 font-medium text-warning">
        <TriangleAlert size={16} aria-hidden />
        {title}
      </p>
      <ul className="list-disc space-y-1 pl-5">
        {warnings.map((warning) => (
          <li key={warning} className="break-words">
            {warning}
          </li>
        ))}
      </ul>
    </div>
  );
}
