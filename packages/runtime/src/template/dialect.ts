/**
 * Says in other words what some models' templates take from Python and the interpreter of templates lacks.
 *
 * - `{% set _ = list.append(x) %}` and `{% set x = list.pop(0) %}` (Kimi K2)
 * - `'<think{}>'.format(x)` (Hunyuan 3)
 * - `value | string` of a mapping or a list, which becomes JSON (Seed-OSS, Apriel)
 * - `[a, b] | min` (MiniCPM5)
 * - a mapping from whole numbers to others, which becomes a list of pairs (Seed-OSS)
 */
export function rewriteDialect(template: string): string {
  const rewritten = rules.reduce((text, [pattern, replacement]) => text.replaceAll(pattern, replacement), template);
  return rewriteNumberMappings(rewritten.replaceAll(/\{\{.*?\}\}|\{%.*?%\}/gs, rewriteStringFilter));
}

const rules: readonly (readonly [RegExp, string])[] = [
  [/(\{%-?)\s*set _ = ([\w.]+)\.append\(([^{}]*)\)\s*(-?%\})/g, '$1 set $2 = $2 + [$3] $4'],
  [/(\{%-?)\s*set (\w+) = ([\w.]+)\.pop\(0\)\s*(-?%\})/g, '$1 set $2 = $3[0] -%}{%- set $3 = $3[1:] $4'],
  [/('[^'{}]*\{\}[^'{}]*')\.format\((\w+)\)/g, "$1.replace('{}', $2)"],
  [/\[(\w+), (\w+)\]\s*\|\s*min\b/g, '($1 if $1 < $2 else $2)'],
];

function rewriteStringFilter(code: string): string {
  const filtered = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|(?<![\w.]|\|\s*)\b([a-z_]\w*)\s*\|\s*string\b/gs;
  return code.replaceAll(filtered, (found, name: string | undefined) =>
    name === undefined
      ? found
      : `(${name} | tojson if ${name} is mapping or (${name} is iterable and ${name} is not string) else ${name} | string)`,
  );
}

function rewriteNumberMappings(template: string): string {
  const mapping = /(\{%-?\s*set (\w+) = )\{((?:\s*\d+\s*:\s*\d+\s*,?)+)\s*\}/g;
  let text = template;
  for (const [whole, before, name, body] of template.matchAll(mapping)) {
    const pairs = [...body!.matchAll(/(\d+)\s*:\s*(\d+)/g)].toSorted((a, b) => Number(a[1]) - Number(b[1]));
    const values = new Map(pairs.map(([, key, value]) => [key, value]));
    text = text
      .replace(whole, () => `${before}[${pairs.map(([, key, value]) => `[${key}, ${value}]`).join(', ')}]`)
      .replaceAll(new RegExp(String.raw`\b${name}\s*\|\s*dictsort\b`, 'g'), name!)
      .replaceAll(new RegExp(String.raw`\b${name}\[(\d+)\]`, 'g'), (found, key: string) => values.get(key) ?? found);
  }
  return text;
}
