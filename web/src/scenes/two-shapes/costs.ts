import { html, type TemplateResult } from "lit";
import type { Words } from "../../frame/language.js";
import type { texts } from "./texts.js";

export const nothingTouched = { looks: 0, folded: 0, rows: 0, commands: 0, facts: 0, applied: 0 };

/** How often one looked and told, and what was gone through or written for it. */
export type Touched = typeof nothingTouched;

/** What the two shapes cost, counted. */
export function costs(
  words: Words<typeof texts>,
  { looks, folded, rows, commands, facts, applied }: Touched,
): TemplateResult {
  const lines: [string, number, number][] = [
    [words.say("by_reads", { count: looks }), folded, rows],
    [words.say("by_writes", { count: commands }), facts, facts + applied],
  ];
  return html`<table class="costs">
    <caption class="label">
      ${words.say("costs")}
    </caption>
    <thead>
      <tr>
        <td></td>
        <th scope="col" class="amount">${words.say("one_database")}</th>
        <th scope="col" class="amount">${words.say("two_databases")}</th>
      </tr>
    </thead>
    <tbody>
      ${lines.map(
        ([what, one, two]) =>
          html`<tr>
            <th scope="row">${what}</th>
            <td class="amount">${words.number(one)}</td>
            <td class="amount">${words.number(two)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
