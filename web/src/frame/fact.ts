import { html, nothing, type TemplateResult } from "lit";
import type { Recorded, Told } from "../engine.js";
import { icon } from "./icons.js";
import type { KeyOf } from "./language.js";
import { plain } from "./plain.js";
import type { Stage } from "./stage.js";
import { flat } from "./story.js";
import type { texts } from "./texts.js";

export { default as sheet } from "./fact.css";

/** Of an event's data so much is shown. */
const data_max = 20_000;
/** Of a story so much is shown. */
const told_max = 200;

export function timeOf(event: { time: number }): string {
  const time = new Date(event.time);
  return Number.isNaN(time.getTime())
    ? String(event.time)
    : time.toISOString().replace("T", " ").replace("Z", " UTC");
}

/** All that is known of an event, and the story that it belongs to. */
export function detail(
  { words }: Stage,
  event: Recorded,
  story: readonly Told[],
  go: (position: number) => void,
  close: () => void,
): TemplateResult {
  const { position } = event;
  const type = plain(event.type);
  const rows: [KeyOf<typeof texts>, string | undefined][] = [
    ["position", String(position)],
    ["stream", event.stream === null ? words.say("none") : plain(event.stream)],
    ["version", String(event.version)],
    ["time", timeOf(event)],
    ["event_id", event.eventId],
    ["command_id", event.commandId],
    ["correlation", event.correlationId],
    ["causation", event.causationId],
    ["tags", event.tags.join(", ") || undefined],
  ];
  return html`<section class="detail" aria-label=${words.say("fact_detail", { position, type })}>
    <header>
      <span class="type">${icon("fact")}<span>${type}</span></span>
      <button class="quiet" aria-label=${words.say("close_details")} @click=${close}>
        ${icon("close")}
      </button>
    </header>
    <pre tabindex="0" role="group" aria-label=${words.say("data")}>
${plain(JSON.stringify(event.data, null, 2) ?? "", data_max)}</pre>
    ${flat(story).length > 1 ? trail({ words }, event, story, go) : nothing}
    <dl>
      ${rows.map(([term, value]) =>
        value === undefined
          ? nothing
          : html`<div>
              <dt>${words.say(term)}</dt>
              <dd>${plain(value)}</dd>
            </div>`,
      )}
    </dl>
  </section>`;
}

/** The story as a tree: what led to what. */
function trail(
  { words }: Pick<Stage, "words">,
  event: Recorded,
  story: readonly Told[],
  go: (position: number) => void,
): TemplateResult {
  let left = told_max;
  const branch = (all: readonly Told[]): TemplateResult =>
    html`<ul class="trail">
      ${all.slice(0, left + 1).map((told) => {
        left -= 1;
        if (left < 0) {
          return left === -1 ? html`<li>…</li>` : nothing;
        }
        const inside = told.led.length > 0 ? branch(told.led) : nothing;
        if (told.kind === "rejection") {
          return html`<li>
            <span class="told refused"
              >${icon("refused")}${plain(told.rejection.type)}
              <code>${plain(told.rejection.reason)}</code></span
            >
            ${inside}
          </li>`;
        }
        const { position, type } = told.event;
        const here = position === event.position ? "true" : nothing;
        return html`<li>
          <button class="told quiet" aria-current=${here} @click=${() => go(position)}>
            <span class="position">${words.number(position)}</span>${icon("fact")}${plain(type)}
          </button>
          ${inside}
        </li>`;
      })}
    </ul>`;
  return html`<p class="label">${words.say("story")}</p>
    ${branch(story)}`;
}
