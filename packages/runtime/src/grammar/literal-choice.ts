import { choice, empty, literal, sequence, type Expression } from './expression.ts';

interface Branch {
  isEnd: boolean;
  next: Map<string, Branch>;
}

/**
 * One of the given texts, with common beginnings written once: a matcher then follows one path instead of one for
 * each text.
 */
export function literalChoice(texts: readonly string[]): Expression {
  const root: Branch = { isEnd: false, next: new Map() };
  for (const text of texts) {
    let branch = root;
    for (const character of text) {
      let following = branch.next.get(character);
      if (!following) {
        following = { isEnd: false, next: new Map() };
        branch.next.set(character, following);
      }
      branch = following;
    }
    branch.isEnd = true;
  }
  return writeBranch(root);
}

function writeBranch(branch: Branch): Expression {
  const options: Expression[] = [];
  for (let [text, following] of branch.next) {
    while (!following.isEnd && following.next.size === 1) {
      const [[character, only]] = following.next as unknown as [[string, Branch]];
      text += character;
      following = only;
    }
    options.push(sequence(literal(text), writeBranch(following)));
  }
  if (branch.isEnd) options.push(empty);
  return choice(options);
}
