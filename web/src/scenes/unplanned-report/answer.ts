import { html, nothing, svg, type TemplateResult } from "lit";
import { icon } from "../../frame/icons.js";
import type { Words } from "../../frame/language.js";
import type { Report } from "./sandbox.js";
import type { texts } from "./texts.js";

const rows_shown = 8;

/** What the code has made of the events, of which there are `all`. */
export function answered(
  words: Words<typeof texts>,
  report: Report,
  all: number,
  nameOf: (name: string) => string,
): TemplateResult {
  const rows = report.rows.slice(0, rows_shown);
  const most = Math.max(1, ...rows.map(([, value]) => (typeof value === "number" ? value : 0)));
  const isBehind = report.read < all;
  return html`<div class="sheet ${isBehind ? "stale" : ""}" id="answer">
    ${rows.length === 0 ? html`<p class="aside">${words.say("nothing_found")}</p>` : nothing}
    <table>
      <tbody>
        ${rows.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${nameOf(name)}</th>
              <td class="amount">${typeof value === "number" ? words.number(value) : value}</td>
              <td class="bar">
                ${typeof value === "number" ? bar(Math.max(0, value) / most) : nothing}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="as-of">
      ${isBehind ? icon("stale") : nothing}${words.say("of", { read: report.read, all })}
    </p>
  </div>`;
}

function bar(share: number): TemplateResult {
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect width=${Math.round(share * 100)} height="10" rx="2" />`}
  </svg>`;
}
