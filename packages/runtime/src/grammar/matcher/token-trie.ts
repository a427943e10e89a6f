import type { GrammarMatcher, GrammarState } from './grammar-matcher.ts';

interface Node {
  children: Map<number, Node>;
  /** Those that end here. */
  tokens: number[];
}

/** All tokens of a vocabulary by their bytes, so that what a grammar allows is found without trying each of them. */
export class TokenTrie {
  readonly #root: Node = { children: new Map(), tokens: [] };

  /** @param bytesOf UTF-8 of a token; those without bytes are never allowed. */
  constructor(size: number, bytesOf: (token: number) => Uint8Array) {
    for (let token = 0; token < size; token += 1) {
      let node = this.#root;
      for (const byte of bytesOf(token)) {
        let child = node.children.get(byte);
        if (child === undefined) node.children.set(byte, (child = { children: new Map(), tokens: [] }));
        node = child;
      }
      if (node !== this.#root) node.tokens.push(token);
    }
  }

  /** Tokens that can follow, in no order. */
  allowed(matcher: GrammarMatcher, state: GrammarState): number[] {
    const found: number[] = [];
    const visit = (node: Node, at: GrammarState): void => {
      for (const [byte, child] of node.children) {
        const next = matcher.advance(at, byte);
        if (next === null) continue;
        for (const token of child.tokens) found.push(token);
        visit(child, next);
      }
    };
    visit(this.#root, state);
    return found;
  }
}
