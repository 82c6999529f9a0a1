import { html, type TemplateResult } from "lit";
import type { Log, Recorded } from "../engine.js";
import { timeOf } from "./fact.js";
import { plain } from "./plain.js";
import type { Stage } from "./stage.js";

const rows = 50;

/** The tape as a table, a page at a time, for those who read better so. */
export function factsTable(
  { words }: Stage,
  log: Log,
  head: number,
  first: number,
  summary: (event: Recorded) => string,
  turn: (first: number) => void,
): TemplateResult {
  const from = Math.max(1, Math.min(first, head));
  const to = Math.min(head, from + rows - 1);
  const events = head === 0 ? [] : log.read({ from, to, limit: rows });
  const lastPage = Math.floor((head - 1) / rows) * rows + 1;
  const button = (label: "first" | "previous" | "next" | "last", to: number, off: boolean) =>
    html`<button class="quiet" ?disabled=${off} @click=${() => turn(Math.max(1, to))}>
      ${words.say(label)}
    </button>`;
  return html`<div class="facts-table">
    <div class="scrolls" tabindex="0" role="group" aria-label=${words.say("table")}>
      <table>
        <caption>
          ${words.say("facts_from_to", { from: head === 0 ? 0 : from, to, count: head })}
        </caption>
        <thead>
          <tr>
            ${(["position", "type", "stream", "data", "time"] as const).map(
              (column) => html`<th scope="col">${words.say(column)}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${events.map(
            (event) =>
              html`<tr>
                <th scope="row">${words.number(event.position)}</th>
                <td>${plain(event.type)}</td>
                <td>${event.stream === null ? words.say("none") : plain(event.stream)}</td>
                <td class="summary">${plain(summary(event))}</td>
                <td>${timeOf(event)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <div class="pages" role="group" aria-label=${words.say("pages")}>
      ${button("first", 1, from === 1)} ${button("previous", from - rows, from === 1)}
      ${button("next", from + rows, to >= head)} ${button("last", lastPage, to >= head)}
    </div>
  </div>`;
}
