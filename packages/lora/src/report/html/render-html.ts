import { createHash } from 'node:crypto';
import type { Report, ReportBlock, ReportCell, Tone } from '../report-block.ts';
import { html, Markup } from './markup.ts';
import { renderChart } from './render-chart.ts';
import { style } from './style.ts';

/** Nothing but the page's own style, told by its hash: neither scripts nor anything from elsewhere, whatever it shows. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`;

/** Its text must be just what was hashed. */
const styleElement = new Markup(`<style>${style}</style>`);

const marks: Readonly<Record<Tone, string>> = { better: '✓', worse: '✗' };

/** A report as one page that needs nothing else: light and dark, narrow and wide, on screen and on paper. */
export function renderHtml({ title, subtitle, blocks }: Report): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p class="subtitle">${subtitle}</p>
          ${blocks.map(renderBlock)}
        </main>
      </body>
    </html> `.text;
}

function renderBlock(block: ReportBlock): Markup {
  switch (block.type) {
    case 'heading':
      return html`<h2>${block.text}</h2> `;
    case 'text':
      return html`<p>${block.text}</p> `;
    case 'verdict':
      return html`<section class="verdict ${block.passed ? 'passed' : 'refused'}">
        <strong>${block.title}</strong>
        <ul>
          ${block.reasons.map((reason) => html`<li>${reason}</li>`)}
        </ul>
      </section> `;
    case 'facts':
      return html`<dl>
        ${block.facts.map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl> `;
    case 'table':
      return renderTable(block);
    case 'chart':
      return renderChart(block);
    case 'sample':
      return html`<section class="sample">
        <h3>${block.title}</h3>
        <pre>${block.asked}</pre>
        <div class="said">${block.said.map(renderAnswer)}</div>
        ${block.notes.map((note) => html`<p class="note">${note}</p>`)}
      </section> `;
    case 'commands':
      return html`<pre>${block.lines.join('\n')}</pre> `;
  }
}

function renderAnswer({ label, text, tone, note }: Extract<ReportBlock, { type: 'sample' }>['said'][number]): Markup {
  const shown = text === '' ? '(nothing)' : text;
  const mark = tone
    ? html` <span class="${tone}"><span class="mark">${marks[tone]}</span> ${note ?? 'preferred'}</span>`
    : html``;
  return html`<div>
    <div class="label">${label}${mark}</div>
    <pre>${shown}</pre>
  </div>`;
}

function renderTable({ columns, rows, numeric }: Extract<ReportBlock, { type: 'table' }>): Markup {
  const head = columns.map((column) => html`<th scope="col">${column}</th>`);
  const body = rows.map(
    ([first, ...cells]) =>
      html`<tr>
        <th scope="row">${first?.text ?? ''}</th>
        ${cells.map(renderCell)}
      </tr> `,
  );
  return html`<div class="scroll"><table${numeric ? html` class="numeric"` : ''}><thead><tr>${head}</tr></thead>
<tbody>${body}</tbody></table></div>\n`;
}

/** An interval stands below its figure. */
function renderCell({ text, tone }: ReportCell): Markup {
  const [, value, interval] = /^(\S+) (\[.*\])$/.exec(text) ?? [undefined, text, undefined];
  const mark = tone ? html`<span class="mark">${marks[tone]}</span> ` : '';
  const below = interval === undefined ? '' : html`<span class="interval">${interval}</span>`;
  return html`<td${tone ? html` class="${tone}"` : ''}>${mark}${value}${below}</td>`;
}
