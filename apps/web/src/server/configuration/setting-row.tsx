import type { ReactElement } from 'react';
import { visibleText } from '../../chat/visible-text.ts';
import { serverText } from '../../text/en/server.ts';
import { Badge } from '../../ui/badge.tsx';
import type { Setting } from './filter-settings.ts';

const said = serverText.configuration;

/** For people; `undefined` where it is long, so that it is shown as it stands in a file. */
function shortValue({ path, value, secret, set }: Setting): string | undefined {
  if (secret) return set ? said.secretSet : said.notSet;
  if (!set || value === null) return path.startsWith('runtime.') ? said.automatic : said.notSet;
  if (typeof value === 'string') return visibleText(value);
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Object.keys(value).length === 0) return said.empty;
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
    ? visibleText(value.join(', '))
    : undefined;
}

function Value({ setting }: { setting: Setting }): ReactElement {
  const short = shortValue(setting);
  const isQuiet = !setting.set || (setting.secret && !setting.set);
  if (short !== undefined)
    return <span className={`font-mono text-sm break-all ${isQuiet ? 'text-muted' : ''}`}>{short}</span>;
  return (
    <pre
      tabIndex={0}
      aria-label={setting.path}
      className="max-h-60 overflow-auto rounded-lg border border-line bg-page p-2 font-mono text-xs"
    >
      {visibleText(JSON.stringify(setting.value, undefined, 2))}
    </pre>
  );
}

/** One setting: what it is for, what it is, and where that comes from. */
export function SettingRow({ setting }: { setting: Setting }): ReactElement {
  const { path, summary, source, environment, flag, without_effect: reason } = setting;
  const isDefault = source === 'default';
  const ways = [...(environment ? [environment] : []), ...(flag ? [`--${flag}`] : [])];
  return (
    <li className="grid gap-x-6 gap-y-1 px-4 py-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <div className="min-w-0">
        <p className="font-mono text-sm font-medium break-all">{path}</p>
        <p className="text-sm text-muted">{reason ? said.without(reason) : summary}</p>
      </div>
      <div className="min-w-0 space-y-1">
        <Value setting={setting} />
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
          {isDefault ? <span>{said.default}</span> : <Badge look="good">{said.from(source)}</Badge>}
          <span>
            {said.setBy}{' '}
            {ways.length === 0 ? said.inFile : <code className="font-mono break-all">{ways.join(', ')}</code>}
          </span>
        </div>
      </div>
    </li>
  );
}
