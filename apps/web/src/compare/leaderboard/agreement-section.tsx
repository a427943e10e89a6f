import type { ReactElement } from 'react';
import { compareText } from '../../text/en/compare.ts';
import { Card } from '../../ui/card.tsx';
import { Section } from '../../ui/section.tsx';
import { Cell, HeadCell, Table } from '../../ui/table.tsx';
import { wordOf } from './evidence.ts';
import type { AgreementKind, Statistics } from './statistics.ts';

const said = compareText.board.agreement;
const kinds = Object.keys(said.kinds) as AgreementKind[];
const two = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function AgreementCard({ kind, figures }: { kind: AgreementKind; figures: Statistics['agreement'][AgreementKind] }) {
  const { alpha, items } = figures;
  return (
    <Card>
      <h3 className="text-sm text-muted">{said.kinds[kind]}</h3>
      {items === 0 ? (
        <p className="text-sm">{said.none}</p>
      ) : (
        <>
          {alpha === null ? (
            <p className="text-sm">{said.certain}</p>
          ) : (
            <p>
              <span className="text-2xl font-semibold tabular-nums">{two.format(alpha)}</span>{' '}
              <span className="text-sm text-muted">{said.words[wordOf(alpha)]}</span>
            </p>
          )}
          <p className="text-xs text-muted">{said.items(items)}</p>
        </>
      )}
    </Card>
  );
}

/** How far people agree: over everything, and two by two. */
export function AgreementSection({ agreement, authors }: Pick<Statistics, 'agreement' | 'authors'>): ReactElement {
  return (
    <Section title={said.title} hint={said.hint}>
      <div className="grid gap-3 sm:grid-cols-3">
        {kinds.map((kind) => (
          <AgreementCard key={kind} kind={kind} figures={agreement[kind]} />
        ))}
      </div>
      {authors.length > 0 && (
        <Table label={said.pairs}>
          <thead>
            <tr>
              <HeadCell>{said.author}</HeadCell>
              <HeadCell>{said.other}</HeadCell>
              <HeadCell className="text-right">{said.kappa}</HeadCell>
              <HeadCell className="text-right">{said.inCommon}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {authors.map(({ authors: [one = '', other = ''], kappa, items }) => (
              <tr key={`${one}\n${other}`}>
                <Cell className="break-all">{one}</Cell>
                <Cell className="break-all">{other}</Cell>
                <Cell className="text-right tabular-nums">{kappa === null ? '–' : two.format(kappa)}</Cell>
                <Cell className="text-right tabular-nums">{items}</Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
