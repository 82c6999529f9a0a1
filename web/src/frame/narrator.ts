import { html, nothing, type TemplateResult } from "lit";
import { icon } from "./icons.js";
import { plain } from "./plain.js";
import type { Stage } from "./stage.js";

/** Of a sentence so much is shown, and read aloud. */
const text_max = 2000;

/** What was just seen, in a sentence. */
export interface Sentence {
  kind: "intent" | "fact" | "answer" | "refused" | "stale";
  lead: string;
  /** The stable word of a refusal. */
  reason?: string;
  text: string;
}

/** Says what was just seen, aloud too, and offers what to do next. */
export function narrator(
  { words }: Stage,
  { kind, lead, reason, text }: Sentence,
  offers: TemplateResult[],
) {
  return html`<div class="narrator">
    <div class="narration ${kind}" role="status" aria-atomic="true" tabindex="-1">
      <p class="lead">
        ${icon(kind)}<strong>${lead}</strong>${reason ? html` <code>${plain(reason)}</code>` : nothing}
      </p>
      <p>${plain(text, text_max)}</p>
    </div>
    ${
      offers.length > 0
        ? html`<div class="next" role="group" aria-label=${words.say("try_next")}>
            <span class="label" aria-hidden="true">${words.say("try_next")}</span> ${offers}
          </div>`
        : html`<div class="next"></div>`
    }
  </div>`;
}
