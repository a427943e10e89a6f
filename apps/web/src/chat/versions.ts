/** A stored message of a conversation's tree. */
export interface TreeMessage {
  id: string;
  parent_id: string | null;
  role: string;
  content?: unknown;
}

/** Which of several versions is shown, from 1. The neighbours are ids of the last messages that were written behind them. */
export interface Version {
  place: number;
  count: number;
  before: string | undefined;
  after: string | undefined;
}

/** By the id of the question. */
export interface Versions {
  questions: ReadonlyMap<string, Version>;
  answers: ReadonlyMap<string, Version>;
}

/**
 * What stands beside each question and each answer of a history: questions that were asked in place of one another, and
 * answers to the same question. To ask again stores the question again, so that equal ones are one.
 *
 * @param tree each message behind its parent, the one that was written first before the others.
 * @param head the last message of the history.
 */
export function versionsOf(tree: readonly TreeMessage[], head: string | null): Versions {
  const byId = new Map(tree.map((message) => [message.id, message]));
  const children = Map.groupBy(tree, ({ parent_id: parent }) => parent);
  const latest = latestBehind(tree, byId);
  const path = pathTo(head, byId);
  const questions = new Map<string, Version>();
  const answers = new Map<string, Version>();
  for (const [index, question] of path.entries()) {
    if (question.role !== 'user') continue;
    const beside = (children.get(question.parent_id) ?? []).filter(({ role }) => role === 'user');
    const groups = [...Map.groupBy(beside, ({ content }) => JSON.stringify(content)).values()];
    const own = groups.findIndex((group) => group.includes(question));
    const ends = groups.map((group) => latest.get(group.at(-1)!.id)!);
    if (groups.length > 1) questions.set(question.id, versionAt(own, ends));
    const answered = groups[own]!.flatMap(({ id }) => children.get(id) ?? []).filter(({ role }) => role !== 'user');
    const shown = answered.findIndex(({ id }) => id === path[index + 1]?.id);
    const answerEnds = answered.map(({ id }) => latest.get(id)!);
    if (answered.length > 1 && shown !== -1) answers.set(question.id, versionAt(shown, answerEnds));
  }
  return { questions, answers };
}

function versionAt(index: number, ends: readonly string[]): Version {
  return { place: index + 1, count: ends.length, before: ends[index - 1], after: ends[index + 1] };
}

/** For each message the one behind it that was written last, or itself. */
function latestBehind(tree: readonly TreeMessage[], byId: ReadonlyMap<string, TreeMessage>): Map<string, string> {
  const latest = new Map<string, string>();
  for (const { id } of tree.toReversed()) {
    for (let at = byId.get(id); at && !latest.has(at.id); at = byId.get(at.parent_id ?? '')) latest.set(at.id, id);
  }
  return latest;
}

function pathTo(head: string | null, byId: ReadonlyMap<string, TreeMessage>): TreeMessage[] {
  const path: TreeMessage[] = [];
  for (let at = byId.get(head ?? ''); at; at = byId.get(at.parent_id ?? '')) path.push(at);
  return path.toReversed();
}
