import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { visibleText } from '../chat/visible-text.ts';
import { dataText as said } from '../text/en/data.ts';
import { formatNumber, formatSeconds } from '../text/format.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Facts, type Fact } from '../ui/facts.tsx';
import type { DataFilters } from './filters.ts';
import type { Interaction } from './interaction-queries.ts';
import { formatExactTime } from './local-time.ts';

const shortId = (id: string): string => (id.length > 20 ? `${id.slice(0, 12)}…${id.slice(-4)}` : id);

/** An id in short, with what shows all that share it. */
function Id({ id, filter }: { id: string; filter?: DataFilters }): ReactElement {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1 font-mono text-xs" title={id}>
      {filter ? (
        <Link to="/data" search={filter} className="text-accent underline underline-offset-2">
          {shortId(id)}
        </Link>
      ) : (
        shortId(id)
      )}
      <CopyButton value={id} label={said.copyId} />
    </span>
  );
}

const ms = (value: number): string => formatSeconds(value / 1000);

function whatItWas(interaction: Interaction): Fact[] {
  const {
    model,
    adapters,
    backend,
    created_at: time,
    conversation_id: conversation,
    request_id: request,
  } = interaction;
  const adapterNames = adapters.map(({ id, scale }) => (scale === 1 ? id : `${id} × ${scale}`)).join(', ');
  const conversationValue: ReactNode = conversation && (
    <span className="inline-flex flex-wrap items-center gap-x-3">
      <Id id={conversation} filter={{ conversation_id: conversation }} />
      <Link to="/chat/$id" params={{ id: conversation }} className="text-accent underline underline-offset-2">
        {said.openChat}
      </Link>
    </span>
  );
  const modelName = <span className="font-mono text-xs break-all">{visibleText(model)}</span>;
  const ownId = <Id id={interaction.id} />;
  const requestId = <Id id={request} filter={{ request_id: request }} />;
  return [
    [said.facts.time, formatExactTime(time * 1000)],
    [said.facts.model, modelName],
    [said.facts.adapters, adapterNames],
    [said.facts.backend, backend],
    [said.facts.id, ownId],
    [said.facts.request, requestId],
    [said.facts.conversation, conversationValue],
    [said.facts.owner, interaction.owner],
    [said.facts.user, interaction.user && visibleText(interaction.user)],
    [said.facts.client, interaction.client && visibleText(interaction.client)],
  ];
}

function whatItTook({ finish_reason: reason, usage, timings }: Interaction): Fact[] {
  return [
    [said.facts.finish, reason && said.finish[reason]],
    [said.facts.prompt, usage && said.promptCount(usage.prompt_tokens, usage.prompt_tokens_details.cached_tokens)],
    [said.facts.completion, usage && said.tokenCount(formatNumber(usage.completion_tokens))],
    [said.facts.firstToken, timings && ms(timings.ttft_ms)],
    [said.facts.decoding, timings && ms(timings.predicted_ms)],
    [said.facts.speed, timings && said.perSecond(formatNumber(timings.predicted_per_second))],
    [said.facts.queue, timings && timings.queue_ms >= 1 ? ms(timings.queue_ms) : undefined],
  ];
}

/** Where it comes from, and what it took. */
export function InteractionFacts({ interaction }: { interaction: Interaction }): ReactElement {
  return (
    <div className="grid gap-x-8 gap-y-4 rounded-xl border border-line bg-panel p-4 md:grid-cols-2">
      <Facts facts={whatItWas(interaction)} />
      <Facts facts={whatItTook(interaction)} />
    </div>
  );
}
