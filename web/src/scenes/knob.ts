import { html, type TemplateResult } from "lit";

/** Something to drag, or to move with the arrow keys. */
export interface Knob {
  label: string;
  value: number;
  min?: number;
  max: number;
  step: number;
  /** The value in words. */
  shown: string;
  turned: (value: number) => void;
}

export function knob({ label, value, min = 0, max, step, shown, turned }: Knob): TemplateResult {
  return html`<label class="knob">
    <span class="label">${label}</span><span class="value" aria-hidden="true">${shown}</span>
    <input
      type="range"
      min=${min}
      max=${max}
      step=${step}
      aria-valuetext=${shown}
      .value=${String(value)}
      @input=${(event: Event) => turned(Number((event.target as HTMLInputElement).value))}
    />
  </label>`;
}
