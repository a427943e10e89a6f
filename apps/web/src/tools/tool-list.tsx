import { useNavigate } from '@tanstack/react-router';
import { Wrench } from 'lucide-react';
import type { ReactElement } from 'react';
import { toolsText as said } from '../text/en/tools.ts';
import { Empty } from '../ui/empty.tsx';
import { Input } from '../ui/field.tsx';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { filterGroups, groupTools, type ToolGroup } from './group-tools.ts';
import type { Tool } from './tool-queries.ts';
import { ToolRow } from './tool-row.tsx';
import type { ToolsSearch } from './tool-search.ts';

function titleOf({ type, server }: Pick<ToolGroup, 'type' | 'server'>): string {
  if (server !== null) return said.serverTools(server);
  return type === 'module' ? said.module : said.builtIn;
}

/** All tools by their source, with a search whose words are in the address. */
export function ToolList({ tools, search }: { tools: readonly Tool[]; search: ToolsSearch }): ReactElement {
  const navigate = useNavigate();
  const groups = groupTools(tools);
  const shown = filterGroups(groups, search);
  const change = (changed: ToolsSearch): void =>
    void navigate({ to: '/tools', search: { ...search, ...changed }, replace: true });
  if (tools.length === 0) return <Empty icon={Wrench} title={said.none} />;
  return (
    <div className="space-y-6">
      <search className="flex flex-wrap gap-2">
        <Input
          type="search"
          aria-label={said.search}
          placeholder={said.search}
          value={search.q ?? ''}
          onChange={({ target }) => change({ q: target.value })}
          className="grow basis-60"
        />
        <Select
          label={said.source}
          value={search.source ?? ''}
          choices={[
            { value: '', label: said.everywhere },
            ...groups.map((group) => ({ value: group.source, label: titleOf(group) })),
          ]}
          onChoose={(source) => change({ source })}
          className="basis-56 max-sm:grow"
        />
      </search>
      {shown.length === 0 && <p className="text-sm text-muted">{said.noneFound}</p>}
      {shown.map((group) => (
        <Section key={group.source} title={titleOf(group)} hint={said.count(group.tools.length)}>
          <ul className="divide-y divide-line rounded-xl border border-line bg-panel">
            {group.tools.map((tool) => (
              <ToolRow key={tool.name} tool={tool} search={search} />
            ))}
          </ul>
        </Section>
      ))}
    </div>
  );
}
