import type { ReactElement } from 'react';
import { modelsText } from '../text/en/models.ts';
import { formatBytes } from '../text/format.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Cell, HeadCell, Table } from '../ui/table.tsx';
import { isUnderWay, type Download } from './downloads.ts';
import type { RecommendedModel } from './model-queries.ts';

const said = modelsText.downloads;

function Fit({ model }: { model: RecommendedModel }): ReactElement {
  if (model.proposed) return <Badge look="good">{said.proposed}</Badge>;
  return <Badge look={model.fits ? 'plain' : 'warning'}>{model.fits ? said.fits : said.tooLarge}</Badge>;
}

/** Models that are known to work, with what they need on this machine. */
export function RecommendedModels({
  models,
  downloads,
  onDownload,
}: {
  models: readonly RecommendedModel[];
  downloads: readonly Download[];
  onDownload: (reference: string) => void;
}): ReactElement {
  const onTheirWay = new Set(downloads.filter(isUnderWay).map(({ reference }) => reference));
  return (
    <div className="space-y-2">
      <h3 className="font-semibold">{said.known}</h3>
      <p className="text-sm text-muted">{said.knownHint}</p>
      <Table label={said.known}>
        <thead>
          <tr>
            <HeadCell>{said.name}</HeadCell>
            <HeadCell className="text-right">{said.size}</HeadCell>
            <HeadCell className="text-right">{said.memory}</HeadCell>
            <HeadCell>{said.license}</HeadCell>
            <HeadCell>
              <span className="sr-only">{said.action}</span>
            </HeadCell>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={model.id}>
              <Cell className="align-middle!">
                <div className="flex flex-wrap items-center gap-2">
                  <span className="font-medium whitespace-nowrap">{model.name}</span>
                  <Fit model={model} />
                </div>
              </Cell>
              <Cell className="align-middle! text-right whitespace-nowrap tabular-nums">
                {formatBytes(model.size_bytes)}
              </Cell>
              <Cell className="align-middle! text-right whitespace-nowrap tabular-nums">
                {formatBytes(model.required_bytes)}
              </Cell>
              <Cell className="align-middle! whitespace-nowrap">{model.license}</Cell>
              <Cell className="align-middle! text-right">
                {model.on_disk ? (
                  <span className="text-muted">{said.here}</span>
                ) : (
                  <Button
                    look={model.proposed ? 'primary' : 'plain'}
                    aria-label={said.startNamed(model.name)}
                    disabled={onTheirWay.has(model.reference)}
                    onClick={() => onDownload(model.reference)}
                  >
                    {said.start}
                  </Button>
                )}
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
