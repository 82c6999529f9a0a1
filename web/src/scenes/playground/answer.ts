import { html, type TemplateResult } from "lit";
import { plain } from "../../frame/plain.js";
import type { Says } from "./play.js";

const rows_max = 50;
/** What lies deeper is shown as the text it is in JSON. */
const depth_max = 3;
const text_length_max = 300;

/** An answer of any shape, as rows. Its text is only ever text. */
export function shown(words: Says, value: unknown, depth = 0): TemplateResult {
  if (value === null || value === undefined) {
    return html`<em>${words.say("nothing")}</em>`;
  }
  if (typeof value === "boolean") {
    return html`${words.say(value ? "yes" : "no")}`;
  }
  if (typeof value === "number") {
    return html`${words.number(value)}`;
  }
  if (typeof value === "string") {
    return html`${plain(value, text_length_max)}`;
  }
  if (depth === depth_max) {
    return html`<code>${plain(JSON.stringify(value), text_length_max)}</code>`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) {
    return html`<em>${words.say("nothing")}</em>`;
  }
  const more = entries.length - rows_max;
  return html`<table>
      <tbody>
        ${entries.slice(0, rows_max).map(
          ([name, inside]) =>
            html`<tr>
              <th scope="row">
                ${Array.isArray(value) ? words.number(Number(name) + 1) : plain(name)}
              </th>
              <td>${shown(words, inside, depth + 1)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="aside">${words.say("and_more", { count: more })}</p>` : ""}`;
}
