import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { openLog, type Data, type Engine } from "../../engine.js";
import { brief } from "../../frame/brief.js";
import { icon } from "../../frame/icons.js";
import type { Words } from "../../frame/language.js";
import { plain } from "../../frame/plain.js";
import { Tape } from "../../frame/tape.js";
import form from "../../frame/form.css";
import { sheet as timeline, Timeline } from "../../frame/timeline.js";
import { languageOf, Staged, worn } from "../staged.js";
import style from "./inspector.css";
import { numbers, readModelsTable, rejectionsList, streamPanel } from "./panels.js";
import { texts } from "./texts.js";

/** How often what moves without an event, such as a lag in time, is looked at. */
const look_ms = 500;
/** A log from a file is no larger than this. */
const import_mib_max = 256;
/** Streams that are offered: those of the last events. */
const recent = 50;
const stream_length_max = 200;

interface Shown {
  models: ReturnType<Engine["readModels"]>;
  rejections: ReturnType<Engine["rejections"]>;
  stats: ReturnType<Engine["stats"]>;
}

/**
 * Looks into any engine: `document.querySelector("cqrs-inspector").engine = cqrs`. It changes nothing in it but by the
 * reader's own buttons, and lets go of it when it leaves the page.
 */
export class CqrsInspector extends Staged {
  static override properties = {
    ...Staged.properties,
    engine: { attribute: false },
  };
  static override styles = worn(timeline, form, style);

  /** The page's engine; undefined for none. */
  declare engine: Engine | undefined;
  readonly controls = true;
  /** Its engine is another's. */
  readonly parts = [];

  readonly #tape = new Tape(this, (event) => brief(event.data));
  readonly #timeline = new Timeline(this, this.#tape, {
    engine: () => this.#viewed,
    moved: () => this.requestUpdate(),
    goOnWith: (engine) => this.#view(engine),
  });
  /** The page's engine, or a fork of it, or a log from a file. */
  #viewed: Engine | undefined;
  #imported: { name: string; engine: Engine } | undefined;
  #shown: Shown | undefined;
  #closed = false;
  #head = 0;
  /** The position that was last said aloud. */
  #told = 0;
  readonly #streams = new Set<string>();
  #stream = "";
  #command = { type: "", data: "{}" };
  #said = "";
  #problem = "";
  #unsubscribe: (() => void) | undefined;
  #due = false;

  constructor() {
    super();
    this.engine = undefined;
    this.#timeline.open = true;
  }

  protected override arrive(): () => void {
    const timer = setInterval(() => this.#look(), look_ms);
    if (this.engine && this.#viewed === undefined) {
      this.#attach(this.engine);
    }
    return () => clearInterval(timer);
  }

  protected override leave(): void {
    this.#detach();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("engine")) {
      this.#detach();
      if (this.engine && this.isConnected) {
        this.#attach(this.engine);
      }
    }
    if (changed.has("strings") && (this.hasUpdated || this.strings !== "")) {
      void this.#speak(this.strings);
    }
  }

  async #speak(strings: string): Promise<void> {
    const language = await languageOf(strings);
    if (strings === this.strings) {
      this.language = language;
      this.requestUpdate();
    }
  }

  // ---- the engine

  #attach(engine: Engine): void {
    this.#closed = false;
    this.#view(engine);
  }

  /** Shows an engine. That is all: nothing of it is changed. */
  #view(engine: Engine): void {
    this.#letGo();
    this.#viewed = engine;
    this.#tape.follow(engine);
    this.#problem = this.#said = "";
    try {
      this.#head = engine.stats().head;
      this.#streams.clear();
      for (const { stream } of engine.read({ from: Math.max(1, this.#head - recent + 1) })) {
        this.#meet(stream);
      }
      this.#unsubscribe = engine.subscribe({ from: this.#head + 1 }, ({ position, stream }) => {
        this.#head = position;
        this.#meet(stream);
        // The tape goes on with the next frame; the rest can wait a little longer.
        this.#tape.grow(position);
        this.#soon();
      });
    } catch (error) {
      this.#failed(error);
    }
    this.#look();
    void this.#tape.toTheEnd("instant");
  }

  #letGo(): void {
    try {
      this.#unsubscribe?.();
    } catch {
      // The page closed the engine before.
    }
    this.#unsubscribe = undefined;
  }

  #detach(): void {
    // What the reader forked is the inspector's own, and closed; the engine at the root of it is not.
    while (this.#timeline.isFork) {
      this.#timeline.back();
    }
    this.#letGo();
    this.#imported?.engine.close();
    this.#imported = undefined;
    this.#timeline.clear();
    this.#tape.clear();
    this.#viewed = this.#shown = undefined;
    this.#head = 0;
  }

  #soon(): void {
    if (!this.#due) {
      this.#due = true;
      setTimeout(() => {
        this.#due = false;
        this.#look();
      }, look_ms / 2);
    }
  }

  #meet(stream: string | null): void {
    if (stream !== null && stream.length <= stream_length_max) {
      this.#streams.delete(stream);
      this.#streams.add(stream);
      if (this.#streams.size > recent) {
        this.#streams.delete([...this.#streams][0]!);
      }
    }
  }

  /** Takes what is to be shown, in one go. */
  #look(): void {
    const engine = this.#viewed;
    if (engine === undefined || this.#closed || !this.isConnected) {
      return;
    }
    try {
      const stats = engine.stats();
      const isCalm = stats.head === this.#shown?.stats.head;
      this.#head = stats.head;
      // Nobody could listen to each of a thousand positions.
      if (isCalm || this.#told === 0) {
        this.#told = stats.head;
      }
      this.#shown = {
        stats,
        models: engine.readModels(),
        rejections: engine.rejections(),
      };
    } catch (error) {
      this.#failed(error);
    }
    this.requestUpdate();
  }

  #failed(error: unknown): void {
    if ((error as { code?: string } | undefined)?.code === "closed") {
      this.#closed = true;
      this.#unsubscribe = undefined;
    } else {
      this.#problem = this.#inspector.say("not_done", { message: messageOf(error) });
    }
    this.requestUpdate();
  }

  /** Does what the reader's own button says. */
  #act(act: (engine: Engine) => void): void {
    this.#problem = this.#said = "";
    try {
      if (this.#viewed) {
        act(this.#viewed);
      }
    } catch (error) {
      this.#failed(error);
    }
    this.#look();
  }

  // ---- what parts of a scene ask for

  get #inspector(): Words<typeof texts> {
    return this.texts("inspector", texts);
  }

  /** The page has its own engine to listen to. */
  override announce(): void {
    return;
  }

  // ---- what is drawn

  override render(): TemplateResult {
    return this.root(html`<div class="scene inspector">${this.#body()}</div>`, true);
  }

  #body(): TemplateResult {
    const words = this.#inspector;
    const shown = this.#shown;
    if (shown === undefined) {
      return html`<p class="blank">${words.say(this.#closed ? "closed" : "no_engine")}</p>`;
    }
    return html`
      <div class="heading" part="heading">
        <p class="title" role="heading" aria-level=${this.#level()}>${words.say("title")}</p>
        <p class="live" role="status">
          ${words.say("head_live", { head: this.#told })} ${this.#said}
        </p>
      </div>
      ${this.#closed ? html`<p class="notice">${icon("stale")}${words.say("closed")}</p>` : nothing}
      ${
        this.#problem === ""
          ? nothing
          : html`<p class="complaint" role="alert">
              ${icon("refused")}<span>${this.#problem}</span>
            </p>`
      }
      ${this.#importBanner()}
      <div class="panels" part="frame">
        <section role="group" class="column" aria-label=${words.say("tape")}>
          ${this.#title("tape")} ${this.#timeline.banner(this.#head)}
          ${this.#tape.render(this.#head, { kind: "none" }, words.say("empty"))}
          ${this.#closed ? nothing : this.#timeline.render(this.#head)}
          ${this.#timeline.isFork && !this.#closed ? this.#teller() : nothing}
        </section>
        <section role="group" class="column" aria-label=${words.say("read_models")}>
          ${this.#title("read_models")}
          ${readModelsTable(words, shown.models, (act, { name, replica }) =>
            this.#act((engine) => {
              const acts = {
                pause: () => engine.pause(name, { replica }),
                resume: () => engine.resume(name, { replica }),
                catch_up: () => engine.catchUp(name, undefined, { replica }),
                rebuild: () => engine.rebuild(name, { replica }),
              };
              acts[act]();
            }),
          )}
          ${this.#title("numbers")} ${numbers(words, shown.stats)}
        </section>
        <section role="group" class="column" aria-label=${words.say("streams")}>
          ${this.#title("streams")} ${this.#streamPanel()} ${this.#title("rejections")}
          ${rejectionsList(words, shown.rejections)} ${this.#title("files")} ${this.#files()}
        </section>
      </div>
      <div class="layer" aria-hidden="true"></div>
    `;
  }

  #level(): number {
    return this.headingLevel >= 1 && this.headingLevel <= 5 ? this.headingLevel : 2;
  }

  #title(key: "tape" | "read_models" | "numbers" | "streams" | "rejections" | "files") {
    return html`<p class="title" role="heading" aria-level=${this.#level() + 1}>
      ${this.#inspector.say(key)}
    </p>`;
  }

  #streamPanel(): TemplateResult {
    const words = this.#inspector;
    const at = this.#timeline.at ?? this.#head;
    try {
      const asked = this.#timeline.asked(this.#viewed!);
      return streamPanel(words, asked, at, this.#stream, [...this.#streams], (stream) => {
        this.#stream = stream;
        this.requestUpdate();
      });
    } catch {
      return html`<p class="blank">${words.say("no_stream", { at })}</p>`;
    }
  }

  /** In a fork, which is the reader's own, one can tell something. */
  #teller(): TemplateResult {
    const words = this.#inspector;
    const tell = (event: Event): void => {
      event.preventDefault();
      this.#act((engine) => {
        const { type, data } = this.#command;
        const result = engine.dispatch({ type, data: JSON.parse(data) as Data });
        if (result.ok) {
          this.#said = words.say("recorded", { position: result.position });
        } else {
          this.#problem = words.say("not_done", {
            message: `${result.reason ?? result.code}: ${result.message}`,
          });
        }
      });
    };
    return html`<form class="form teller" @submit=${tell}>
      <p class="label">${words.say("tell_fork")}</p>
      <label
        >${words.say("command_type")}
        <input
          name="type"
          required
          spellcheck="false"
          .value=${this.#command.type}
          @input=${(event: Event) => (this.#command.type = (event.target as HTMLInputElement).value)}
      /></label>
      <label
        >${words.say("command_data")}
        <input
          name="data"
          required
          spellcheck="false"
          .value=${this.#command.data}
          @input=${(event: Event) => (this.#command.data = (event.target as HTMLInputElement).value)}
      /></label>
      <button class="primary" type="submit">${icon("intent")}${words.say("tell")}</button>
    </form>`;
  }

  // ---- files

  #files(): TemplateResult {
    const words = this.#inspector;
    const save = (format: "binary" | "ndjson") => () =>
      this.#act((engine) => download(engine.export({ format }), format));
    return html`<div class="acts">
      <button @click=${save("binary")}>${words.say("export_binary")}</button>
      <button @click=${save("ndjson")}>${words.say("export_ndjson")}</button>
      <label class="open-file"
        >${words.say("import")}
        <input type="file" accept=".cqrs,.ndjson,.bin,.json" @change=${this.#onFile} />
      </label>
    </div>`;
  }

  #importBanner(): TemplateResult | typeof nothing {
    if (this.#imported === undefined) {
      return nothing;
    }
    const words = this.#inspector;
    return html`<div class="fork-banner">
      <p>${words.say("imported", { name: this.#imported.name })}</p>
      <button @click=${() => this.#leaveImport()}>${words.say("leave_import")}</button>
    </div>`;
  }

  readonly #onFile = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file) {
      void this.#open(file).finally(() => (input.value = ""));
    }
  };

  async #open(file: File): Promise<void> {
    const words = this.#inspector;
    if (file.size > import_mib_max * 1024 * 1024) {
      this.#problem = words.say("too_large", { mib: import_mib_max });
      this.requestUpdate();
      return;
    }
    const before = this.engine;
    try {
      const engine = await openLog(new Uint8Array(await file.arrayBuffer()));
      if (!this.isConnected || before !== this.engine) {
        engine.close();
        return;
      }
      this.#detach();
      this.#closed = false;
      this.#imported = { name: plain(file.name, 80), engine };
      this.#view(engine);
    } catch (error) {
      this.#problem = words.say("not_opened", { message: messageOf(error) });
      this.requestUpdate();
    }
  }

  #leaveImport(): void {
    this.#detach();
    if (this.engine) {
      this.#attach(this.engine);
    }
    this.requestUpdate();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function download(content: Uint8Array | string, format: "binary" | "ndjson"): void {
  const part = typeof content === "string" ? content : new Uint8Array(content);
  const address = URL.createObjectURL(new Blob([part]));
  const link = document.createElement("a");
  link.href = address;
  link.download = format === "binary" ? "log.cqrs" : "log.ndjson";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
