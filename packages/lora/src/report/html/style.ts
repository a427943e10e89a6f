/** Of the whole page; nothing is fetched. */
export const style: string = `
:root { color-scheme: light dark; --page: #fff; --panel: #f6f7f9; --line: #d9dde3; --text: #1b1f24; --faint: #5b6572;
  --good: #11703a; --good-page: #e7f6ec; --bad: #b3261e; --bad-page: #fdecea; --one: #2563c9; --two: #b3560a; }
@media (prefers-color-scheme: dark) { :root { --page: #14171b; --panel: #1d2126; --line: #363d46; --text: #e6e9ed;
  --faint: #9aa5b1; --good: #6fd598; --good-page: #14301f; --bad: #ff9b92; --bad-page: #3a1a18; --one: #7fb0ff; --two: #f2a65a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 0.6rem; padding-top: 0.6rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0 0 0.5rem; }
p { margin: 0.5rem 0; }
.subtitle { color: var(--faint); margin: 0.2rem 0 1.2rem; }
.verdict { border-radius: 8px; padding: 0.8rem 1rem; margin: 1rem 0; border-left: 5px solid; }
.verdict ul { margin: 0.4rem 0 0; padding-left: 1.2rem; }
.verdict strong { font-size: 1.1rem; }
.passed { background: var(--good-page); border-color: var(--good); }
.refused { background: var(--bad-page); border-color: var(--bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th, td { text-align: left; padding: 0.4rem 0.7rem 0.4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.numeric td, .numeric th + th { text-align: right; white-space: nowrap; padding: 0.4rem 0 0.4rem 0.9rem; }
thead th { color: var(--faint); font-weight: 600; }
tbody th { font-weight: 400; min-width: 9rem; }
.interval { display: block; color: var(--faint); font-size: 0.85em; }
.better { color: var(--good); }
.worse { color: var(--bad); }
.label .better, .label .worse { font-weight: 400; }
.mark { font-weight: 700; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: 0.25rem 1.2rem; margin: 0.5rem 0; }
dt { color: var(--faint); }
dd { margin: 0; }
pre { margin: 0; padding: 0.6rem 0.75rem; background: var(--panel); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere;
  font: 0.9rem/1.45 ui-monospace, monospace; unicode-bidi: plaintext; }
.sample { border: 1px solid var(--line); border-radius: 8px; padding: 0.9rem; margin: 0.9rem 0; break-inside: avoid; }
.said { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 0.8rem; margin-top: 0.8rem; }
.label { font-weight: 600; margin-bottom: 0.3rem; }
.note { color: var(--faint); font-size: 0.9rem; margin: 0.5rem 0 0; }
figure { margin: 1rem 0; break-inside: avoid; }
figcaption { font-weight: 600; }
.key { font-weight: 400; margin-left: 0.9rem; white-space: nowrap; }
.key i { display: inline-block; width: 1.1rem; height: 3px; border-radius: 2px; vertical-align: middle; margin-right: 0.35rem; }
.key.s0 i { background: var(--one); } .key.s1 i { background: var(--two); }
svg { display: block; width: 100%; height: auto; max-height: 18rem; }
svg text { fill: var(--faint); font: 12px system-ui, sans-serif; }
.grid { stroke: var(--line); }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.curve.s0 { stroke: var(--one); } .curve.s1 { stroke: var(--two); }
.point.s0 { fill: var(--one); } .point.s1 { fill: var(--two); }
@media (max-width: 40rem) { table { font-size: 0.85rem; } tbody th { min-width: 4.5rem; } .numeric td, .numeric th + th { white-space: normal; padding-left: 0.4rem; }
  .interval { font-size: 0.8em; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 0.5rem; } svg text { font-size: 20px; } }
@media print { :root { color-scheme: light; --page: #fff; --text: #000; --panel: #f4f4f4; --line: #bbb; --faint: #444;
  --good: #11703a; --good-page: #fff; --bad: #b3261e; --bad-page: #fff; --one: #2563c9; --two: #b3560a; }
  body { font-size: 11pt; } main { max-width: none; padding: 0; } h2 { break-after: avoid; } }
`;
