import type { ReactElement } from 'react';
import { visibleText } from '../chat/visible-text.ts';
import { dataText as said } from '../text/en/data.ts';
import { Facts, type Fact } from '../ui/facts.tsx';
import type { Interaction } from './interaction-queries.ts';

function valueText(value: unknown): string {
  return visibleText(typeof value === 'string' ? value : JSON.stringify(value));
}

/** `sampling.temperature`: groups are one level deep in what is recorded. */
function flattened(settings: Readonly<Record<string, unknown>>): Fact[] {
  return Object.entries(settings).flatMap(([name, value]): Fact[] => {
    if (name === 'sampling' && typeof value === 'object' && value !== null) {
      return flattened(value as Record<string, unknown>);
    }
    return value === undefined || value === null ? [] : [[name, valueText(value)]];
  });
}

/** What shaped the answer beside the prompt, under the names of the record. */
export function ParametersView({ interaction: { settings, tools } }: { interaction: Interaction }): ReactElement {
  const facts = flattened(settings);
  return (
    <div className="space-y-3 rounded-xl border border-line bg-panel p-4">
      {facts.length === 0 ? <p className="text-sm text-muted">{said.defaults}</p> : <Facts facts={facts} />}
      {tools && tools.length > 0 && (
        <details className="text-sm">
          <summary className="min-h-9 py-2">{said.offeredTools(tools.length)}</summary>
          <ul className="space-y-2">
            {tools.map(({ function: { name, description } }) => (
              <li key={name}>
                <span className="font-mono text-xs font-medium">{visibleText(name)}</span>
                <p className="text-muted">{visibleText(description ?? '')}</p>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
