import type { ReactElement } from 'react';
import { Verbatim } from '../chat/tool-view.tsx';
import { withVisibleMarks } from '../chat/visible-text.ts';
import { toolsText } from '../text/en/tools.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Cell, HeadCell, Table } from '../ui/table.tsx';
import { fieldsOf, type SchemaField } from './schema-fields.ts';
import { ToolRunForm } from './tool-run-form.tsx';
import type { Tool } from './tool-queries.ts';
import { EffectBadges } from './tool-row.tsx';

const said = toolsText.parameters;

function Parameters({ tool, fields }: { tool: Tool; fields: readonly SchemaField[] }): ReactElement {
  if (fields.length === 0) return <p className="text-sm text-muted">{said.none}</p>;
  return (
    <>
      <Table label={said.title}>
        <thead>
          <tr>
            <HeadCell>{said.name}</HeadCell>
            <HeadCell>{said.type}</HeadCell>
            <HeadCell>{said.meaning}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.name}>
              <Cell className="font-mono text-xs">
                {field.name}
                {field.isRequired && <span className="block font-sans text-muted">{said.required}</span>}
              </Cell>
              <Cell className="text-xs">{field.type}</Cell>
              <Cell className="min-w-40 text-xs">{withVisibleMarks(field.description ?? '')}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      <details className="text-sm">
        <summary className="min-h-9 py-1.5">{said.schema}</summary>
        <Verbatim title={said.schema} content={JSON.stringify(tool.parameters, undefined, 2)} />
      </details>
    </>
  );
}

/** What a tool is for, what it takes, and a place to try it. */
export function ToolDialog({ tool, onClose }: { tool: Tool; onClose: () => void }): ReactElement {
  const fields = fieldsOf(tool.parameters);
  return (
    <Dialog title={tool.name} place="side" onClose={onClose}>
      <div className="space-y-6">
        <div className="space-y-2">
          <EffectBadges effects={tool.effects} />
          {tool.description && <p className="text-sm whitespace-pre-line">{withVisibleMarks(tool.description)}</p>}
          <p className="text-xs text-muted">{tool.reason}</p>
        </div>
        <ToolRunForm tool={tool} fields={fields} />
        <div className="space-y-2">
          <h3 className="text-sm font-semibold">{said.title}</h3>
          <Parameters tool={tool} fields={fields} />
        </div>
      </div>
    </Dialog>
  );
}
