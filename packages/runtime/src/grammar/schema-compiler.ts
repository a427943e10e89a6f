import { TuneloopError, type JsonSchema } from '@tuneloop/protocol';
import { alternativesOf } from './alternatives.ts';
import { arrayExpression } from './array-expression.ts';
import { lowerMaximum, raiseMinimum, type Constraints } from './constraints.ts';
import { isEvidentlyEmpty } from './emptiness.ts';
import { choice, nothing, rule, type Expression, type Grammar } from './expression.ts';
import { jsonLiteral, jsonRules } from './json-rules.ts';
import type { JsonType } from './json-value.ts';
import { literalChoice } from './literal-choice.ts';
import { isEmptyRange, numberRange } from './number-range.ts';
import { objectExpression, type RuleFactory } from './object-expression.ts';
import { prune } from './prune.ts';
import { SchemaDocument, type SchemaNode } from './schema-document.ts';
import { unsupportedKeyword } from './schema-keywords.ts';
import { stringExpression } from './string-expression.ts';

/** More rules than any schema that a person writes; keeps a grammar within some megabytes. */
const ruleLimit = 20_000;

/**
 * Turns a schema into a grammar whose every text is valid under it. Errors as of `jsonSchemaToGrammar`.
 */
export function compileSchema(schema: JsonSchema): Grammar {
  return new SchemaCompiler(schema).compile();
}

class SchemaCompiler {
  readonly #document: SchemaDocument;
  readonly #rules = new Map<string, Expression>(Object.entries(jsonRules));
  /** Rules by what they were made of. */
  readonly #names = new Map<string, string>();
  readonly #factory: RuleFactory;

  constructor(schema: JsonSchema) {
    this.#document = new SchemaDocument(schema);
    this.#factory = {
      value: (nodes) => this.#value(nodes),
      define: (name, create) => {
        const unique = this.#reserve(name);
        this.#rules.set(unique, create());
        return rule(unique);
      },
    };
  }

  compile(): Grammar {
    const root = 'root';
    this.#rules.set(root, this.#value([this.#document.root]));
    const grammar = prune({ root, rules: this.#rules });
    if (grammar) return grammar;
    throw new TuneloopError(
      'INVALID_REQUEST',
      'No value satisfies the schema: its keywords contradict each other, or it refers to itself without end.',
    );
  }

  /** @returns a free name like `name`, taken from now on. */
  #reserve(name: string): string {
    if (this.#rules.size >= ruleLimit) {
      throw new TuneloopError('UNSUPPORTED', 'The schema is too large to be enforced. Split it or make it simpler.');
    }
    const base = name.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'value';
    let unique = base;
    for (let number = 2; this.#rules.has(unique); number += 1) unique = `${base}-${number}`;
    this.#rules.set(unique, nothing);
    return unique;
  }

  #value(nodes: readonly SchemaNode[]): Expression {
    const ids = new Set(
      nodes.filter(({ keywords }) => keywords === false || Object.keys(keywords).length > 0).map(({ id }) => id),
    );
    if (ids.size === 0) return rule('value');
    const key = [...ids].toSorted((a, b) => a - b).join(' ');
    const known = this.#names.get(key);
    if (known !== undefined) return rule(known);
    const name = this.#reserve(nameOf(nodes[0]));
    this.#names.set(key, name);
    const alternatives = alternativesOf(this.#document, nodes, (constraints) =>
      isEvidentlyEmpty(this.#document, constraints),
    );
    this.#rules.set(name, choice(alternatives.map((constraints) => this.#alternative(constraints))));
    return rule(name);
  }

  #alternative(constraints: Constraints): Expression {
    const { values, types, namesTypes, hintedTypes } = constraints;
    if (values) return listedValuesExpression(values);
    // Without a type a schema allows every other type as well; what it speaks of is what is wanted.
    const hinted = [...types].filter((type) => hintedTypes.has(type));
    const wanted = namesTypes || hinted.length === 0 ? [...types] : hinted;
    return choice(wanted.map((type) => this.#typed(constraints, type)));
  }

  #typed(constraints: Constraints, type: JsonType): Expression {
    switch (type) {
      case 'null':
      case 'boolean':
        return rule(type);
      case 'number':
        return numberExpression(constraints);
      case 'string':
        return stringExpression(constraints, (key, create) => {
          const known = this.#names.get(key);
          if (known !== undefined) return rule(known);
          const name = this.#reserve('text');
          this.#names.set(key, name);
          for (const [ruleName, expression] of create(name)) this.#rules.set(ruleName, expression);
          return rule(name);
        });
      case 'array':
        return arrayExpression(this.#document, constraints, this.#factory);
      case 'object':
        return objectExpression(this.#document, constraints, this.#factory);
    }
  }
}

/** The last name on the way to a schema: of its property, or of the keyword that holds it. */
function nameOf(node: SchemaNode | undefined): string {
  return node?.path.split('/').findLast((segment) => !/^\d*$/.test(segment)) ?? 'value';
}

function isStructured(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function listedValuesExpression(values: readonly unknown[]): Expression {
  const scalars = values.filter((value) => !isStructured(value)).map((value) => JSON.stringify(value));
  const structured = values.filter(isStructured).map(jsonLiteral);
  return choice([...(scalars.length > 0 ? [literalChoice(scalars)] : []), ...structured]);
}

const int32Limit = 2 ** 31;

function numberExpression({ number, nodes, formats }: Constraints): Expression {
  const range = { ...number };
  if (formats.some(({ format }) => format === 'int32')) {
    range.integer = true;
    raiseMinimum(range, -int32Limit, false);
    lowerMaximum(range, int32Limit - 1, false);
  }
  const { integer, minimum, maximum } = range;
  if (!minimum && !maximum) return rule(integer ? 'integer' : 'number');
  for (const [bound, keyword] of [
    [minimum, 'exclusiveMinimum'],
    [maximum, 'exclusiveMaximum'],
  ] as const) {
    if (!bound?.exclusive || Number.isSafeInteger(Math.trunc(bound.value))) continue;
    const path = nodes.find(({ keywords }) => keywords[keyword] === bound.value)?.path ?? '';
    throw unsupportedKeyword(keyword, path, 'Numbers of this size have gaps between them: use an inclusive bound.');
  }
  return isEmptyRange(range) ? nothing : numberRange(range);
}
