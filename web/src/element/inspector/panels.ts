import { html, nothing, type TemplateResult } from "lit";
import type { Asked, Engine, Rejected } from "../../engine.js";
import { brief } from "../../frame/brief.js";
import { timeOf } from "../../frame/fact.js";
import { icon } from "../../frame/icons.js";
import type { Words } from "../../frame/language.js";
import { plain } from "../../frame/plain.js";
import type { texts } from "./texts.js";

type Say = Words<typeof texts>;
type ReadModel = ReturnType<Engine["readModels"]>[number];
type Act = "pause" | "resume" | "catch_up" | "rebuild";

/** Of a state so much is shown. */
const state_max = 20_000;
const rejections_max = 20;

export function readModelsTable(
  words: Say,
  models: readonly ReadModel[],
  act: (act: Act, model: ReadModel) => void,
): TemplateResult {
  if (models.length === 0) {
    return html`<p class="blank">${words.say("no_read_models")}</p>`;
  }
  return html`<ul class="models">
    ${models.map((model) => {
      const own = plain(model.name, 80);
      const { replica } = model;
      const name = replica === 0 ? own : words.say("replica", { name: own, replica });
      const button = (what: Act) =>
        html`<button
          aria-label=${words.say("act_on", { act: words.say(what), name })}
          @click=${() => act(what, model)}
        >
          ${words.say(what)}
        </button>`;
      const behind = model.lagEvents > 0;
      return html`<li class="model ${behind ? "stale" : ""}">
        <p class="headline">
          <strong>${name}</strong>
          <span class="state ${model.status}">${words.say(model.status)}</span>
        </p>
        <p class="as-of">
          ${behind ? icon("stale") : icon("answer")}${words.say("checkpoint")}
          ${words.number(model.checkpoint)}, ${words.say("lag")}
          ${words.say("lag_events", { count: model.lagEvents })}
          ${model.lagMs > 0 ? html`/ ${words.number(Math.round(model.lagMs))} ms` : nothing}
        </p>
        ${
          model.error === undefined
            ? nothing
            : html`<p class="complaint">${icon("refused")}<span>${plain(model.error)}</span></p>`
        }
        <p class="acts">
          ${button(model.status === "paused" ? "resume" : "pause")} ${button("catch_up")}
          ${button("rebuild")}
        </p>
      </li>`;
    })}
  </ul>`;
}

export function rejectionsList(words: Say, rejections: readonly Rejected[]): TemplateResult {
  if (rejections.length === 0) {
    return html`<p class="blank">${words.say("no_rejections")}</p>`;
  }
  return html`<ul class="rejections" tabindex="0" aria-label=${words.say("rejections")}>
    ${rejections
      .slice(-rejections_max)
      .reverse()
      .map(
        (rejected) =>
          html`<li>
            <p class="lead">
              ${icon("refused")}<strong>${plain(rejected.type, 80)}</strong>
              <code>${plain(rejected.reason, 80)}</code>
              <small
                >${words.say("refused_at", { head: rejected.head })}, ${timeOf(rejected)}</small
              >
            </p>
            <p>${plain(rejected.message)}</p>
            <p class="aside">${brief(rejected.data)}</p>
          </li>`,
      )}
  </ul>`;
}

export function streamPanel(
  words: Say,
  asked: Asked,
  at: number,
  stream: string,
  known: readonly string[],
  choose: (stream: string) => void,
): TemplateResult {
  const state = stream === "" ? undefined : asked.state(stream);
  return html`<label class="stream-name"
      >${words.say("stream")}
      <input
        list="streams"
        spellcheck="false"
        autocomplete="off"
        .value=${stream}
        @change=${(event: Event) => choose((event.target as HTMLInputElement).value)}
    /></label>
    <datalist id="streams">${known.map((name) => html`<option value=${name}></option>`)}</datalist>
    ${
      stream === ""
        ? nothing
        : state === null || state === undefined
          ? html`<p class="blank">${words.say("no_stream", { at })}</p>`
          : html`<p class="label">${words.say("state_as_of", { at })}</p>
              <pre tabindex="0" role="group" aria-label=${words.say("state_as_of", { at })}>
${plain(JSON.stringify(state, null, 2) ?? "", state_max)}</pre>`
    }`;
}

export function numbers(words: Say, stats: ReturnType<Engine["stats"]>): TemplateResult {
  // A fork takes memory for what it writes itself.
  const isShared = stats.memoryBytes === 0 && stats.head > 0;
  const memory = isShared ? words.say("shared") : words.say("bytes", { count: stats.memoryBytes });
  const rows = [
    ["events", words.number(stats.head)],
    ["stream_count", words.number(stats.streams)],
    ["log_size", words.say("bytes", { count: stats.logBytes })],
    ["memory", memory],
  ] as const;
  return html`<dl class="totals">
    ${rows.map(
      ([term, value]) =>
        html`<div>
          <dt>${words.say(term)}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
