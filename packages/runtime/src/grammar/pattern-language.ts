import { TuneloopError } from '@tuneloop/protocol';
import {
  CharSet,
  CombinedTransformer,
  DFA,
  JS,
  NFA,
  setParent,
  TooManyNodesError,
  transform,
  Transformers,
  type Concatenation,
  type Element,
  type Expression,
  type NoParent,
} from 'refa';

/** States of an automaton, on the way to it as well. */
const stateLimit = 10_000;
const patternLengthLimit = 2000;

const maxCharacter = 0x10ffff;
const allCharacters = CharSet.all(maxCharacter);

const resolveAssertions = new CombinedTransformer([
  Transformers.inline(),
  Transformers.removeDeadBranches(),
  Transformers.unionCharacters(),
  Transformers.removeUnnecessaryAssertions(),
  Transformers.applyAssertions(),
]);

/**
 * The strings in which an ECMAScript pattern (flag `u`) is found, as a minimal automaton over code points.
 *
 * Errors: `INVALID_REQUEST` when its syntax is wrong; `UNSUPPORTED` when it is not regular (back references), has a
 * look-around that cannot be resolved, or needs too many states.
 */
export function patternLanguage(pattern: string): DFA {
  return withLimits(pattern, () => languageOf(parse(pattern).alternatives, false));
}

/** Strings that are in both languages. */
export function intersect(left: DFA, right: DFA, what: string): DFA {
  return withLimits(what, () => intersectLimited(left, right));
}

/** Whether an automaton needed too many states. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof TuneloopError && error.cause instanceof TooManyNodesError;
}

function withLimits(pattern: string, build: () => DFA): DFA {
  try {
    return build();
  } catch (cause) {
    if (TuneloopError.isInstance(cause)) throw cause;
    const reason =
      cause instanceof TooManyNodesError
        ? 'it needs too many states: shorten it or its repetitions'
        : 'it uses back references or a look-around that cannot be resolved: write it without them';
    throw new TuneloopError(
      'UNSUPPORTED',
      `The pattern ${JSON.stringify(pattern)} cannot be enforced, because ${reason}.`,
      {
        cause,
      },
    );
  }
}

function parse(pattern: string): NoParent<Expression> {
  try {
    // The runtime's own parser decides what is valid.
    RegExp(pattern, 'u');
  } catch (cause) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `The pattern ${JSON.stringify(pattern)} is not a valid regular expression.`,
      {
        cause,
      },
    );
  }
  if (pattern.length > patternLengthLimit) throw new TooManyNodesError();
  const literal = { source: pattern, flags: 'u' };
  return JS.Parser.fromLiteral(literal).parse({ assertions: 'parse', backreferences: 'throw' }).expression;
}

/**
 * Edges (`^`, `$`) and look-aheads at the start of an alternative become operations on automata; any other assertion
 * must be decided by its neighbours.
 *
 * @param isAnchored whether the alternatives begin where the string begins, rather than anywhere in it.
 */
function languageOf(alternatives: readonly NoParent<Concatenation>[], isAnchored: boolean): DFA {
  const union = NFA.empty({ maxCharacter });
  for (const { elements } of alternatives) {
    const startsAtEdge = isEdge(elements[0], 'behind');
    const endsAtEdge = isEdge(elements.at(-1), 'ahead');
    const inner = elements.slice(startsAtEdge ? 1 : 0, endsAtEdge ? -1 : undefined);
    const lookAheads: DFA[] = [];
    if (isAnchored || startsAtEdge) {
      for (let first = inner[0]; first?.type === 'Assertion' && first.kind === 'ahead'; first = inner[0]) {
        const required = languageOf(first.alternatives, true);
        if (first.negate) required.complement(new DFA.LimitedNodeFactory(stateLimit));
        lookAheads.push(required);
        inner.shift();
      }
    }
    const before = isAnchored || startsAtEdge ? [] : [anyText()];
    const after = endsAtEdge ? [] : [anyText()];
    union.union(lookAheads.reduce(intersectLimited, languageOfElements([...before, ...inner, ...after])));
  }
  return determine(union);
}

function languageOfElements(elements: NoParent<Element>[]): DFA {
  const edges = (['start', 'end'] as const).map((kind) => JS.createAssertion({ kind }, { unicode: true }));
  const whole = [edges[0]!, ...elements, edges[1]!];
  const expression: NoParent<Expression> = {
    type: 'Expression',
    alternatives: [{ type: 'Concatenation', elements: whole }],
  };
  setParent<Expression>(expression, null);
  const resolved = transform(resolveAssertions, expression);
  stripEdges(resolved.alternatives, 'behind');
  stripEdges(resolved.alternatives, 'ahead');
  const limit = new NFA.LimitedNodeFactory(stateLimit);
  return determine(NFA.fromRegex(resolved, { maxCharacter }, { assertions: 'throw' }, limit));
}

/** The automaton reads whole strings, so that `^` always holds where it begins and `$` where it ends. */
function stripEdges(alternatives: readonly NoParent<Concatenation>[], kind: 'behind' | 'ahead'): void {
  for (const { elements } of alternatives) {
    const place = kind === 'behind' ? 0 : -1;
    while (isEdge(elements.at(place), kind)) elements.splice(place, 1);
    const outermost = elements.at(place);
    if (outermost?.type === 'Alternation') stripEdges(outermost.alternatives, kind);
  }
}

/** Whether it is `^` (no character behind) or `$` (none ahead). */
function isEdge(element: NoParent<Element> | undefined, kind: 'behind' | 'ahead'): boolean {
  if (element?.type !== 'Assertion' || element.kind !== kind || !element.negate) return false;
  if (element.alternatives.length !== 1) return false;
  const [only, ...others] = element.alternatives[0]!.elements;
  return others.length === 0 && only?.type === 'CharacterClass' && only.characters.isAll;
}

function anyText(): NoParent<Element> {
  const one: NoParent<Concatenation> = {
    type: 'Concatenation',
    elements: [{ type: 'CharacterClass', characters: allCharacters }],
  };
  return { type: 'Quantifier', min: 0, max: Infinity, lazy: false, alternatives: [one] };
}

function intersectLimited(left: DFA, right: DFA): DFA {
  return minimize(DFA.fromIntersection(left, right, new DFA.LimitedNodeFactory(stateLimit)));
}

function determine(automaton: NFA): DFA {
  return minimize(DFA.fromFA(automaton, new DFA.LimitedNodeFactory(stateLimit)));
}

function minimize(automaton: DFA): DFA {
  automaton.minimize();
  return automaton;
}
