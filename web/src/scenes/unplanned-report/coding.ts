import { html, nothing, type TemplateResult } from "lit";
import { listing } from "../../frame/code.js";
import { icon } from "../../frame/icons.js";
import { plain } from "../../frame/plain.js";
import type { Words } from "../../frame/language.js";
import type { Stage } from "../../frame/stage.js";
import type { Editor } from "./editor.js";
import { time_max_ms } from "./sandbox.js";
import type { texts } from "./texts.js";

/** Of code that somebody else wrote so much is shown before it is edited. */
const code_max = 4000;

/** The lines that answer, to be read, and to be changed once the reader wants to. */
export class Coding {
  #code: string;
  #editor: Editor | undefined;
  #editing: "no" | "plain" | "full" = "no";

  constructor(
    private readonly stage: Stage,
    private readonly words: Words<typeof texts>,
    private readonly first: string,
  ) {
    this.#code = first;
  }

  get code(): string {
    return this.#code;
  }

  show(code: string): void {
    this.#code = code;
    if (this.#editor && this.#editor.text() !== code) {
      this.#editor.replace(code);
    }
  }

  /** What the reader has typed, if anything. */
  typed(): string {
    return (
      this.#editor?.text() ??
      this.stage.find<HTMLTextAreaElement>(".editor textarea")?.value ??
      this.#code
    );
  }

  /** A plain field at once, and the editor as soon as it has come. */
  async #edit(): Promise<void> {
    this.#editing = "plain";
    this.stage.redraw();
    await this.stage.focusDrawn(".editor textarea");
    try {
      const { openEditor } = await import("./editor.js");
      const place = this.stage.find(".editor .full");
      if (place && this.#editing === "plain" && !this.#editor) {
        this.#editor = await openEditor(place, this.#code, this.words.say("editor"));
        this.#editing = "full";
        this.stage.redraw();
        await this.stage.focusDrawn(".editor [contenteditable]");
      }
    } catch {
      // The plain field does as well.
    }
  }

  /** The editor is gone, what was typed is not. */
  close(): void {
    this.#editor?.destroy();
    this.#editor = undefined;
    this.#editing = "no";
  }

  clear(): void {
    this.close();
    this.#code = this.first;
  }

  render(run: () => void): TemplateResult {
    const { words } = this;
    if (this.#editing === "no") {
      return html`${listing("JavaScript", "", plain(this.#code, code_max))}
        <p class="aside">${words.say("note")}</p>
        <button @click=${() => void this.#edit()}>${icon("edit")}${words.say("edit")}</button>`;
    }
    return html`<div class="editor">
        <div class="full" ?hidden=${this.#editing !== "full"}></div>
        ${
          this.#editing === "full"
            ? nothing
            : html`<textarea
                rows="10"
                spellcheck="false"
                aria-label=${words.say("editor")}
                .value=${this.#code}
              ></textarea>`
        }
      </div>
      <button class="primary" @click=${run}>${icon("answer")}${words.say("run")}</button>
      <p class="aside">${words.say("safe", { ms: time_max_ms })}</p>`;
  }
}
