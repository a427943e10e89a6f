/** Sets that grow together (union by least number, with path halving): the first row of a group stands for it. */
export class DisjointSets {
  readonly #parents: number[] = [];

  add(): number {
    return this.#parents.push(this.#parents.length) - 1;
  }

  find(element: number): number {
    let root = element;
    while (this.#parents[root]! !== root) {
      const grandparent = this.#parents[this.#parents[root]!]!;
      this.#parents[root] = grandparent;
      root = grandparent;
    }
    return root;
  }

  union(one: number, other: number): void {
    const [a, b] = [this.find(one), this.find(other)];
    this.#parents[Math.max(a, b)] = Math.min(a, b);
  }
}
