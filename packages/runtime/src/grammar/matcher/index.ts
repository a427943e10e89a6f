export { GrammarMatcher, type GrammarState } from './grammar-matcher.ts';
export { parseGbnf } from './parse-gbnf.ts';
export { TokenTrie } from './token-trie.ts';
