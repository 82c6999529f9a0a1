import { html, type TemplateResult } from "lit";

/** A group of radio buttons that looks like tiles, segments or a list; arrow keys come with it. */
export function choices(
  name: string,
  look: "tiles" | "segments" | "stack",
  options: { value: string; content: TemplateResult }[],
  chosen: string,
  choose: (value: string) => void,
): TemplateResult {
  return html`<fieldset class="choices ${look}">
    <legend>${name}</legend>
    ${options.map(
      ({ value, content }) =>
        html`<label class="choice">
          <input
            type="radio"
            name=${name}
            .value=${value}
            .checked=${value === chosen}
            @change=${() => choose(value)}
          />
          <span class="face">${content}</span>
        </label>`,
    )}
  </fieldset>`;
}
