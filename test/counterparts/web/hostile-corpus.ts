/*
 * What a model, a tool or an imported file may hold to harm the page: that must not run, fetch, mislead or hold it up.
 */

const run = 'window.ran=1';
const kilobytes = (unit: string, count: number): string => unit.repeat(Math.ceil((count * 1000) / unit.length));

/** By name; none may run, nor be fetched. */
export const hostileTexts: Readonly<Record<string, string>> = {
  script: `<script>${run}</script><img src=/hostile.png onerror="${run}"><svg onload="${run}"><iframe srcdoc="<script>${run}</script>">`,
  markup: `<style>*{display:none}</style><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/"><link rel=stylesheet href=https://evil.example/x.css><form action=https://evil.example><button>Send</button></form>`,
  links: `[a](javascript:${run}) [b](JaVaScRiPt:${run}) [c](java&#115;cript:${run}) [d](data:text/html,<script>${run}</script>) [e](vbscript:x) [f](file:///etc/passwd) [g](\u0001javascript:${run}) [h](//evil.example/x) [i](#/models) [j](blob:x) <javascript:${run}> [k][l]\n\n[l]: javascript:${run}`,
  beacons: `![a](https://evil.example/a.png) ![b](http://127.0.0.1:1/b.png) ![c][d] ![e](data:image/svg+xml,<svg onload="${run}"/>)\n\n[d]: https://evil.example/d.png`,
  'maths that runs': String.raw`\(\href{javascript:window.ran=1}{x}\) \(\includegraphics{https://evil.example/m.png}\) \(\htmlStyle{position:fixed}{x}\) \(\url{javascript:window.ran=1}\) $$\htmlData{x=y}{z}$$`,
  'maths that grows': String.raw`$$\def\a#1{#1#1#1#1#1#1#1#1}\a{\a{\a{\a{\a{\a{\a{x}}}}}}}$$ and \(\rule{99999em}{99999em}\)`,
  'maths that nests': `$$${'\\frac{'.repeat(600)}x$$`,
  quotes: '>'.repeat(10_000),
  'spaced quotes': '> '.repeat(10_000),
  brackets: '['.repeat(10_000),
  images: '!['.repeat(10_000),
  lists: '- '.repeat(10_000),
  numbers: '1. '.repeat(5000),
  emphasis: `${'*'.repeat(10_000)}a${'*'.repeat(10_000)}`,
  'opened emphasis': '*a **a '.repeat(3000),
  'opened links': '[a](<b'.repeat(3000),
  definitions: '[a]: b\n'.repeat(3000),
  footnotes: `${'a[^1] '.repeat(500)}\n\n[^1]: [^1]`,
  addresses: `${'www.a.b?!.'.repeat(1000)} http://${'a.'.repeat(3000)} ${'a.a@a.'.repeat(1000)}`,
  dollars: '$x'.repeat(5000) + '\\('.repeat(5000),
  backticks: Array.from({ length: 150 }, (_, index) => '`'.repeat(index)).join(' '),
  fences: '```\n~~~\n'.repeat(2000),
  'unfinished everything': '**a [b](c `d <e $$f \\(g | h\n|-',
  'a huge table': `| a | b |\n| - | - |\n${'| **x** | [y](https://a.example) |\n'.repeat(20_000)}`,
  'a wide table': `${'|a'.repeat(2000)}|\n${'|-'.repeat(2000)}|\n${'|b'.repeat(2000)}|`,
  'a megabyte in one line': kilobytes('wordwithoutend', 1000),
  'a megabyte of code': `\`\`\`js\n${kilobytes('const a = 1;\n', 1000)}\`\`\``,
  'terminal escapes': '\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u001b[2J\u0008\u0008\u009b31m \u0000',
  'turned text': 'invoice\u202Efdp.exe \u2066hidden\u2069 \u200Bnothing\u200B',
  'turned code': '```js\nif (level != "user\u202E \u2066// admin\u2069 \u2066") {}\n```',
  zalgo: `Z${'\u0301\u0302\u0303'.repeat(2000)}`,
  'names of things of the page': '<a id="root" name="body">x</a> __proto__ constructor <form id=question>',
};

/** In one line, as for titles and names. */
export const hostileName = `<img src=x onerror=${run}>\u202E\u001b[31m"'${'w'.repeat(300)}`;
