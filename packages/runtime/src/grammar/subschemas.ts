import { childPath, type SchemaDocument, type SchemaNode } from './schema-document.ts';
import type { SchemaKeywords } from './schema-keywords.ts';

/** A node that is not `false`. */
export type OpenNode = SchemaNode & { keywords: SchemaKeywords };

export function isOpen(node: SchemaNode): node is OpenNode {
  return node.keywords !== false;
}

/** The branches of `anyOf`, `oneOf` or `allOf`. */
export function branchesOf(
  document: SchemaDocument,
  node: OpenNode,
  keyword: 'anyOf' | 'oneOf' | 'allOf',
): SchemaNode[] {
  return (node.keywords[keyword] ?? []).map((branch, place) =>
    document.node(branch, childPath(node.path, keyword, place)),
  );
}

/** What an array's items must be: those at the beginning, and all that follow (`undefined` when nothing is said). */
export function itemsOf(
  document: SchemaDocument,
  node: OpenNode,
): { prefix: SchemaNode[]; rest: SchemaNode | undefined } {
  const { items, prefixItems, additionalItems } = node.keywords;
  // Up to draft 2019-09 `items` could be a list, and `additionalItems` was what `items` is now.
  const [prefix, rest, names] = Array.isArray(items)
    ? [items, additionalItems, ['items', 'additionalItems'] as const]
    : [prefixItems ?? [], items, ['prefixItems', 'items'] as const];
  return {
    prefix: prefix.map((item, place) => document.node(item, childPath(node.path, names[0], place))),
    rest: rest === undefined ? undefined : document.node(rest, childPath(node.path, names[1])),
  };
}

/** What an object's property must be (`undefined` when nothing is said). */
export function propertyOf(document: SchemaDocument, node: OpenNode, name: string): SchemaNode | undefined {
  const { properties = {}, additionalProperties } = node.keywords;
  if (Object.hasOwn(properties, name))
    return document.node(properties[name]!, childPath(node.path, 'properties', name));
  return additionalProperties === undefined ? undefined : additionalOf(document, node);
}

/** What properties that are not named must be (`undefined` when nothing is said). */
export function additionalOf(document: SchemaDocument, node: OpenNode): SchemaNode | undefined {
  const { additionalProperties } = node.keywords;
  if (additionalProperties === undefined) return undefined;
  return document.node(additionalProperties, childPath(node.path, 'additionalProperties'));
}
