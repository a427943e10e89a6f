import type { Constraints } from './constraints.ts';
import { keyOtherThan } from './excluded-key.ts';
import { choice, empty, literal, nothing, repeat, rule, sequence, type Expression } from './expression.ts';
import { colon, comma, commaSeparated } from './json-rules.ts';
import type { SchemaDocument, SchemaNode } from './schema-document.ts';
import { unsupportedKeyword } from './schema-keywords.ts';
import { additionalOf, propertyOf } from './subschemas.ts';

/** How the parts of an object or array become rules. */
export interface RuleFactory {
  /** A value that all the schemas allow. */
  value(nodes: readonly SchemaNode[]): Expression;
  /** Adds a rule under a name like `name`; `create` may refer to it. */
  define(name: string, create: () => Expression): Expression;
}

/**
 * Objects with their properties in the order of the schema, optional ones left out at will. What the schema does not
 * name comes last, and only where the schema says something about it (`additionalProperties`) or names nothing.
 */
export function objectExpression(document: SchemaDocument, constraints: Constraints, rules: RuleFactory): Expression {
  const { required, minProperties, maxProperties } = constraints;
  if (Math.max(minProperties, required.size) > maxProperties) return nothing;
  return new ObjectWriter(document, constraints, rules).write();
}

interface Property {
  isRequired: boolean;
  member: Expression;
}

class ObjectWriter {
  readonly #rules: RuleFactory;
  readonly #properties: Property[];
  /** A property that the schema does not name. */
  readonly #additional: Expression | undefined;
  readonly #least: number;
  readonly #most: number;
  /** Beyond this many it makes no difference how many properties were written. */
  readonly #countLimit: number;
  readonly #states = new Map<string, Expression>();

  constructor(document: SchemaDocument, constraints: Constraints, rules: RuleFactory) {
    const { nodes, required, minProperties, maxProperties } = constraints;
    this.#rules = rules;
    const names = new Set([...nodes.flatMap(({ keywords }) => Object.keys(keywords.properties ?? {})), ...required]);
    this.#properties = [...names].map((name) => {
      const schemas = nodes.map((node) => propertyOf(document, node, name)).filter((schema) => schema !== undefined);
      const member = sequence(literal(JSON.stringify(name)), colon, rules.value(schemas));
      return { isRequired: required.has(name), member };
    });

    const additional = nodes.map((node) => additionalOf(document, node)).filter((schema) => schema !== undefined);
    if (names.size === 0 || additional.length > 0 || minProperties > names.size) {
      const key = names.size === 0 ? rule('string') : rules.define('other-key', () => keyOtherThan(names));
      this.#additional = sequence(key, colon, rules.value(additional));
      // Further names could repeat each other, so that only one of them surely counts.
      const owner = nodes.find(({ keywords }) => (keywords.minProperties ?? 0) > names.size + 1);
      if (owner) throw unsupportedKeyword('minProperties', owner.path, 'Name the properties.');
    }
    this.#least = minProperties > required.size ? minProperties : 0;
    this.#most = this.#additional || maxProperties < names.size ? maxProperties : Infinity;
    this.#countLimit = Math.max(1, this.#least, this.#most === Infinity ? 0 : this.#most);
  }

  write(): Expression {
    return sequence(literal('{'), this.#rest(0, 0), literal('}'));
  }

  /** What may follow when the properties before `place` are done and `count` of them were written. */
  #rest(place: number, count: number): Expression {
    const property = this.#properties[place];
    if (!property) return this.#end(count);
    if (property.isRequired) return this.#with(property, place, count);
    const key = `${place} ${count}`;
    let state = this.#states.get(key);
    if (!state) {
      state = this.#rules.define('members', () =>
        choice([this.#with(property, place, count), this.#rest(place + 1, count)]),
      );
      this.#states.set(key, state);
    }
    return state;
  }

  #with({ member }: Property, place: number, count: number): Expression {
    if (count >= this.#most) return nothing;
    return sequence(count > 0 ? comma : empty, member, this.#rest(place + 1, Math.min(count + 1, this.#countLimit)));
  }

  #end(count: number): Expression {
    const least = Math.max(0, this.#least - count);
    const most = this.#most - count;
    if (!this.#additional || most <= 0) return least > 0 ? nothing : empty;
    if (least > 1) return nothing;
    if (count === 0) return commaSeparated(this.#additional, least, most);
    return repeat(sequence(comma, this.#additional), least, most);
  }
}
