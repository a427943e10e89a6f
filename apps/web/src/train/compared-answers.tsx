import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement, type ReactNode } from 'react';
import { Markdown } from '../chat/markdown/markdown.tsx';
import { visibleText } from '../chat/visible-text.ts';
import { trainText } from '../text/en/train.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Section } from '../ui/section.tsx';
import { evaluationQuery, type Evaluation } from './train-queries.ts';

const said = trainText.answers;
const shownAtFirst = 3;

type Prompt = Evaluation['samples'][number]['prompt'];

interface Pair {
  key: string;
  prompt: Prompt;
  before: string;
  after: string;
  reference?: string | null;
  badges?: { before?: ReactNode; after?: ReactNode };
}

function Answer({ name, badge, children }: { name: string; badge: ReactNode; children: string }): ReactElement {
  return (
    <div className="min-w-0 rounded-xl border border-line bg-panel p-3">
      <p className="mb-1 flex items-center justify-between gap-2 text-xs font-medium text-muted">
        {name}
        {badge}
      </p>
      <div className="text-sm break-words">
        {children.trim() === '' ? <p className="text-muted">{said.empty}</p> : <Markdown text={children} />}
      </div>
    </div>
  );
}

function ComparedAnswer({ pair }: { pair: Pair }): ReactElement {
  const { prompt, before, after, reference, badges } = pair;
  return (
    <li className="space-y-2">
      {prompt.map(({ role, text }, index) => (
        // Messages of a prompt have no names, and never change.
        // oxlint-disable-next-line react/no-array-index-key
        <p key={index} className="text-sm whitespace-pre-wrap">
          <span className="text-xs text-muted">{role}: </span>
          <span className={index === prompt.length - 1 ? 'font-medium' : ''}>{visibleText(text)}</span>
        </p>
      ))}
      <div className="grid gap-2 md:grid-cols-2">
        <Answer name={said.before} badge={badges?.before}>
          {before}
        </Answer>
        <Answer name={said.after} badge={badges?.after}>
          {after}
        </Answer>
      </div>
      {before === after && <p className="text-xs text-muted">{said.same}</p>}
      {reference && (
        <details className="text-sm">
          <summary className="text-muted">{said.reference}</summary>
          <p className="mt-1 whitespace-pre-wrap">{visibleText(reference)}</p>
        </details>
      )}
    </li>
  );
}

function AnswerList({ title, pairs }: { title: string; pairs: readonly Pair[] }): ReactElement | null {
  const [count, setCount] = useState(shownAtFirst);
  if (pairs.length === 0) return null;
  return (
    <Section title={title} {...(title === said.title && { hint: said.hint })}>
      <ul className="space-y-6">
        {pairs.slice(0, count).map((pair) => (
          <ComparedAnswer key={pair.key} pair={pair} />
        ))}
      </ul>
      {pairs.length > count && (
        <Button onClick={() => setCount(count + 10)}>{said.more(Math.min(10, pairs.length - count))}</Button>
      )}
    </Section>
  );
}

function pairsOfSamples(samples: Evaluation['samples']): Pair[] {
  return samples.map(({ prompt, before, after, reference, judged }, index) => ({
    key: String(index),
    prompt,
    before,
    after,
    reference,
    ...(judged && judged !== 'tie' && { badges: { [judged]: <Badge look="good">{said.judged[judged]}</Badge> } }),
  }));
}

function pairsOfChecks(checks: Evaluation['checks']): Pair[] {
  const badge = (passed: boolean): ReactNode => (
    <Badge look={passed ? 'good' : 'bad'}>{passed ? said.passed : said.failed}</Badge>
  );
  return checks.map(({ id, prompt, before, after }) => ({
    key: id,
    prompt,
    before: before.answer,
    after: after.answer,
    badges: { before: badge(before.passed), after: badge(after.passed) },
  }));
}

/** Answers of what was live and of what was trained, side by side; nothing where the run was not measured. */
export function ComparedAnswers({ id }: { id: string }): ReactElement | null {
  const { data } = useQuery({ ...evaluationQuery(id), retry: false });
  if (!data) return null;
  return (
    <>
      <AnswerList title={said.title} pairs={pairsOfSamples(data.samples)} />
      <AnswerList title={said.checks} pairs={pairsOfChecks(data.checks)} />
      <AnswerList title={said.regression} pairs={pairsOfChecks(data.regression)} />
    </>
  );
}
