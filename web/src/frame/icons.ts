import { svg, html, type TemplateResult } from "lit";

// One shape for one meaning, so that colour is never alone: an arrow intends, a punched square is a
// fact, a speech bubble answers, an octagon refuses, a clock is behind.
const shapes = {
  intent: svg`<path d="M2.5 8h9M8 4l4 4-4 4" />`,
  fact: svg`<rect class="solid" x="2" y="2" width="12" height="12" rx="2.5" /><path class="cut" d="M5 8.2l2.1 2.1L11 6.2" />`,
  answer: svg`<path d="M3.5 2.5h9a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5H8L4.8 13.5v-3H3.5A1.5 1.5 0 0 1 2 9V4a1.5 1.5 0 0 1 1.5-1.5z" /><path d="M5 5.5h6M5 7.8h3.5" />`,
  refused: svg`<path class="solid" d="M5.1 1.5h5.8l3.6 3.6v5.8l-3.6 3.6H5.1l-3.6-3.6V5.1z" /><path class="cut" d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8" />`,
  stale: svg`<circle cx="8" cy="8" r="6" /><path d="M8 4.6V8l2.4 1.6" />`,
  edit: svg`<path d="M10.8 2.6l2.6 2.6L5.6 13H3v-2.6z" />`,
  again: svg`<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3" />`,
  fork: svg`<path d="M4 2.5v11M4 9c0-3 7-1.5 7-5M8.5 5.5L11 3l2.5 2.5" />`,
  table: svg`<path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M6 6.5v6" />`,
  back: svg`<path d="M12 3L6 8l6 5zM4 3v10" />`,
  on: svg`<path d="M4 3l6 5-6 5zM12 3v10" />`,
  play: svg`<path d="M5 3l8 5-8 5z" />`,
  pause: svg`<path d="M5.5 3v10M10.5 3v10" />`,
  close: svg`<path d="M4 4l8 8M12 4l-8 8" />`,
  done: svg`<path d="M3 8.5l3.2 3.2L13 5" />`,
  add: svg`<path d="M8 3v10M3 8h10" />`,
};

export type IconName = keyof typeof shapes;

export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" data-icon=${name} viewBox="0 0 16 16" aria-hidden="true">
    ${shapes[name]}
  </svg>`;
}
