const name = 'found';

/** Marks each place of an element's text where these words stand (`::highlight(found)`), and no others. */
export function markFound(element: Element | null, wanted: string): void {
  if (!('highlights' in CSS)) return;
  CSS.highlights.delete(name);
  const words = wanted.trim().toLowerCase();
  if (!element || words === '') return;
  const ranges: Range[] = [];
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const text = node.nodeValue!.toLowerCase();
    for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + words.length)) {
      const range = new Range();
      // A few letters are longer in lower case.
      range.setStart(node, Math.min(at, node.nodeValue!.length));
      range.setEnd(node, Math.min(at + words.length, node.nodeValue!.length));
      ranges.push(range);
    }
  }
  CSS.highlights.set(name, new Highlight(...ranges));
}
