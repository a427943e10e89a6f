import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord, Rating } from '@tuneloop/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interactionRecord } from '../../test/interactions.ts';
import { openInteractionLog } from './open-interaction-log.ts';
import type { OpenInteractionLog } from './open-log.ts';

/** Few of each, so that they meet. */
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const conversationOf = (id: string): string | undefined => ({ a: 'x', b: 'x', c: 'y', d: 'y' })[id];
/** Which of two programs does it. */
const writer = fc.nat(1);

type Operation =
  | { do: 'record' | 'forget'; writer: number; id: string }
  | { do: 'rate'; writer: number; id: string; rating: number }
  | { do: 'forget-conversation'; writer: number; conversation: string }
  | { do: 'list' | 'compact' | 'reopen'; writer: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('record' as const), writer, id }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('rate' as const), writer, id, rating: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), writer, id }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('forget-conversation' as const),
      writer,
      conversation: fc.constantFrom('x', 'y'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('list' as const, 'compact' as const, 'reopen' as const), writer }),
  },
);

const time = '2026-11-21T08:00:00.000Z';

/** What two programs have written, in the order of each. */
class Model {
  readonly #written: LogRecord[][] = [[], []];
  readonly #forgotten = new Set<string>();

  write(writer: number, record: LogRecord): void {
    this.#written[writer]!.push(record);
    if (record.type !== 'deletion') return;
    const { interaction, conversation } = record.deletion;
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const isMeant = id === interaction || (conversation !== undefined && conversationOf(id) === conversation);
      if (isMeant) this.#forgotten.add(id);
    }
  }

  get forgotten(): ReadonlySet<string> {
    return this.#forgotten;
  }

  /** Ids of what is there, each with the scores of its ratings in order of time. */
  visible(): Map<string, (number | null | undefined)[]> {
    // The first writer's files come first, whatever the time.
    const records = this.#written.flat();
    const ratings = new Map<string, Rating>();
    for (const record of records) {
      if (record.type === 'rating' && !ratings.has(record.rating.id)) ratings.set(record.rating.id, record.rating);
    }
    const ids = records.flatMap((record) => (record.type === 'interaction' ? record.interaction.id : []));
    return new Map(
      [...new Set(ids)]
        .filter((id) => !this.#forgotten.has(id))
        .toSorted()
        .map((id) => [
          id,
          [...ratings.values()].filter(({ interaction }) => interaction === id).map(({ score }) => score),
        ]),
    );
  }
}

test('whatever two programs do, in whatever order, the log says what they did', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 25 }), async (operations) => {
      const folder = mkdtempSync(join(tmpdir(), 'tuneloop-log-'));
      const open = (): OpenInteractionLog => openInteractionLog({ folder, maxFileBytes: 1500 });
      const logs = [open(), open()];
      const model = new Model();
      const write = (writer: number, record: LogRecord): void => {
        logs[writer]!.append(record);
        model.write(writer, record);
      };
      let number = 0;
      try {
        for (const step of operations) {
          const log = logs[step.writer]!;
          number++;
          switch (step.do) {
            case 'record':
              write(step.writer, interactionRecord(step.id, { conversation: conversationOf(step.id), time }));
              break;
            case 'rate': {
              // The same id may come again, with another score.
              const rating = { id: `r${step.rating}-${step.id}`, interaction: step.id, score: 1 + (number % 5), time };
              write(step.writer, { version: 1, type: 'rating', rating: { ...rating, author: 'ada', source: 'api' } });
              break;
            }
            case 'forget':
              write(step.writer, deletion(number, { interaction: step.id }));
              break;
            case 'forget-conversation':
              write(step.writer, deletion(number, { conversation: step.conversation }));
              break;
            case 'list':
              expect(await found(log)).toEqual(model.visible());
              break;
            case 'compact':
              await log.compact();
              break;
            case 'reopen':
              await log.close();
              logs[step.writer] = open();
          }
        }
        for (const log of logs) expect(await found(log)).toEqual(model.visible());
        await logs[1]!.close();
        await logs[0]!.compact();
        const kept = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
        const text = kept.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
        for (const id of model.forgotten) expect(text).not.toContain(`What is ${id}?`);
        expect(await found(logs[0]!)).toEqual(model.visible());
        await logs[0]!.rebuildIndex();
        expect(await found(logs[0]!)).toEqual(model.visible());
      } finally {
        for (const log of logs) await log.close();
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 8 },
  );
});

function deletion(number: number, what: { interaction?: string; conversation?: string }): LogRecord {
  return { version: 1, type: 'deletion', deletion: { id: `d${number}`, time: '2026-11-21T09:00:00.000Z', ...what } };
}

async function found(log: OpenInteractionLog): Promise<Map<string, (number | null | undefined)[]>> {
  const judged = new Map<string, (number | null | undefined)[]>();
  for await (const { interaction, ratings } of log.records()) {
    judged.set(
      interaction.id,
      ratings.map(({ score }) => score),
    );
  }
  return judged;
}
