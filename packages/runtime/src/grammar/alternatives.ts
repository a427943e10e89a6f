import { TuneloopError } from '@tuneloop/protocol';
import { constraintsOf, type Constraints } from './constraints.ts';
import type { SchemaDocument, SchemaNode } from './schema-document.ts';
import { unsupportedKeyword } from './schema-keywords.ts';
import { branchesOf, isOpen, type OpenNode } from './subschemas.ts';

/** What `anyOf` and `oneOf` multiply to, when several of them stand side by side. */
const alternativeLimit = 512;

interface Choice {
  owner: OpenNode;
  keyword: 'anyOf' | 'oneOf';
  branches: SchemaNode[];
  trail: readonly SchemaNode[];
}

/** Schemas that hold together, and choices still to be made. */
interface Conjunction {
  members: Map<number, OpenNode>;
  choices: Choice[];
}

/**
 * Resolves what holds together with `nodes` (references, `allOf`) and what may be chosen (`anyOf`, `oneOf`): a value
 * is valid under all the nodes if it meets the constraints of one of the alternatives.
 *
 * @param isEmpty whether constraints are evidently met by no value; needed to show that `oneOf` has no overlap.
 */
export function alternativesOf(
  document: SchemaDocument,
  nodes: readonly SchemaNode[],
  isEmpty: (constraints: Constraints) => boolean,
): Constraints[] {
  return new AlternativeFinder(document, isEmpty).find(nodes);
}

class AlternativeFinder {
  readonly #document: SchemaDocument;
  readonly #isEmpty: (constraints: Constraints) => boolean;

  constructor(document: SchemaDocument, isEmpty: (constraints: Constraints) => boolean) {
    this.#document = document;
    this.#isEmpty = isEmpty;
  }

  find(nodes: readonly SchemaNode[]): Constraints[] {
    const start: Conjunction = { members: new Map(), choices: [] };
    const isPossible = nodes.every((node) => this.#add(start, node, []));
    return isPossible ? this.#resolve(start) : [];
  }

  /** @returns false when nothing can satisfy it. */
  #add(conjunction: Conjunction, node: SchemaNode, trail: readonly SchemaNode[]): boolean {
    if (!isOpen(node)) return false;
    if (trail.includes(node)) {
      throw new TuneloopError(
        'INVALID_REQUEST',
        `The schema at ${node.path || 'its root'} refers to itself without an object or an array in between.`,
        { details: { keyword: '$ref', path: node.path } },
      );
    }
    if (conjunction.members.has(node.id)) return true;
    conjunction.members.set(node.id, node);
    const further = [...trail, node];
    for (const keyword of ['anyOf', 'oneOf'] as const) {
      if (!node.keywords[keyword]) continue;
      const branches = branchesOf(this.#document, node, keyword);
      conjunction.choices.push({ owner: node, keyword, branches, trail: further });
    }
    const { $ref } = node.keywords;
    const targets = $ref === undefined ? [] : [this.#document.resolve($ref, node)];
    return [...targets, ...branchesOf(this.#document, node, 'allOf')].every((other) =>
      this.#add(conjunction, other, further),
    );
  }

  #resolve(conjunction: Conjunction): Constraints[] {
    const [choice, ...choices] = conjunction.choices;
    if (!choice) {
      const constraints = constraintsOf(this.#document, [...conjunction.members.values()]);
      return constraints ? [constraints] : [];
    }
    if (choice.keyword === 'oneOf') this.#assertDisjoint(conjunction, choice);
    const found = choice.branches.flatMap((branch) =>
      this.#resolveWith({ members: conjunction.members, choices }, [branch], choice.trail),
    );
    if (found.length > alternativeLimit) {
      throw unsupportedKeyword(choice.keyword, choice.owner.path, 'It combines with others to too many alternatives.');
    }
    return found;
  }

  #resolveWith(base: Conjunction, branches: readonly SchemaNode[], trail: readonly SchemaNode[]): Constraints[] {
    const conjunction = { members: new Map(base.members), choices: [...base.choices] };
    return branches.every((branch) => this.#add(conjunction, branch, trail)) ? this.#resolve(conjunction) : [];
  }

  /** Exactly one branch may hold: without an overlap that is the same as at least one. */
  #assertDisjoint({ members }: Conjunction, { owner, branches, trail }: Choice): void {
    for (const [place, branch] of branches.entries()) {
      for (const other of branches.slice(place + 1)) {
        const both = this.#resolveWith({ members, choices: [] }, [branch, other], trail);
        if (both.every((constraints) => this.#isEmpty(constraints))) continue;
        const advice =
          'Its branches may overlap: use anyOf, or give each branch a required property with a different const.';
        throw unsupportedKeyword('oneOf', owner.path, advice);
      }
    }
  }
}
