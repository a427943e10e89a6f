import { invalid } from './read-task.ts';

interface GraphStep {
  name: string;
  /** Names of other steps. */
  after: readonly string[];
}

/**
 * The steps in an order in which each stands behind those that it comes after, else as they were (Kahn's algorithm).
 *
 * @throws INVALID_REQUEST: a name stands twice, no step has it, or steps come after each other in a circle.
 */
export function sortSteps<Step extends GraphStep>(steps: readonly Step[]): Step[] {
  const names = new Set<string>();
  for (const [index, { name }] of steps.entries()) {
    if (names.has(name)) throw invalid(`There are two steps "${name}"; give one another name.`, `steps[${index}].name`);
    names.add(name);
  }
  const missing = new Map<Step, number>();
  const dependants = new Map<string, Step[]>();
  for (const [index, step] of steps.entries()) {
    missing.set(step, step.after.length);
    for (const name of step.after) {
      if (!names.has(name)) {
        throw invalid(`"${step.name}" comes after "${name.slice(0, 100)}", which is no step.`, `steps[${index}].after`);
      }
      dependants.set(name, [...(dependants.get(name) ?? []), step]);
    }
  }
  const sorted = steps.filter((step) => step.after.length === 0);
  for (const { name } of sorted) {
    for (const step of dependants.get(name) ?? []) {
      const left = (missing.get(step) ?? 0) - 1;
      missing.set(step, left);
      if (left === 0) sorted.push(step);
    }
  }
  if (sorted.length < steps.length) {
    throw invalid(`The steps come after each other in a circle: ${findCycle(steps, sorted).join(' → ')}.`, 'steps');
  }
  return sorted;
}

/** Names along the circle, from the first to what comes last; `sorted` are those outside of all circles. */
function findCycle(steps: readonly GraphStep[], sorted: readonly GraphStep[]): string[] {
  const free = new Set(sorted.map(({ name }) => name));
  const stuck = new Map(steps.filter(({ name }) => !free.has(name)).map((step) => [step.name, step]));
  const path: string[] = [];
  let [name = ''] = stuck.keys();
  while (!path.includes(name)) {
    path.push(name);
    // Each stuck step comes after another one: walking back meets the circle.
    name = stuck.get(name)?.after.find((earlier) => stuck.has(earlier)) ?? '';
  }
  return [...path.slice(path.indexOf(name)), name].toReversed();
}
