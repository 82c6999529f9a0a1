import { html, nothing, type TemplateResult } from "lit";
import type { Command, Data, Failure, JsonSchema } from "../engine.js";
import { icon } from "./icons.js";
import type { Stage } from "./stage.js";

export { default as sheet } from "./form.css";

/** What is typed in the fields: texts and ticks, in the shape of the schema. */
type Draft = string | boolean | Draft[] | { [name: string]: Draft };
type Path = (string | number)[];

/** A form for any command, made from the engine's JSON Schema. It checks nothing: the engine does. */
export class CommandForm {
  #type = "";
  #draft: Draft = {};
  #failure: Failure | undefined;
  #schemas: Record<string, JsonSchema> = {};

  constructor(
    private readonly stage: Stage,
    private readonly send: (command: Command) => Failure | undefined,
  ) {}

  /** Shows the command as it would be sent, ready to be changed. */
  show(schemas: Record<string, JsonSchema>, command: Command): void {
    this.#schemas = schemas;
    this.#choose(command.type, command.data);
  }

  render(): TemplateResult {
    const schema = this.#schemas[this.#type];
    if (!schema) {
      return html``;
    }
    const failed = this.#failure;
    const elsewhere = failed && !this.#placed(failed.path, schema, this.#draft, []);
    return html`<form class="form" novalidate autocomplete="off" @submit=${this.#submit}>
      <label class="field">
        <span class="label">${this.stage.words.say("command")}</span>
        <select name="type" @change=${this.#retype}>
          ${Object.keys(this.#schemas).map(
            (type) => html`<option value=${type} ?selected=${type === this.#type}>${type}</option>`,
          )}
        </select>
      </label>
      ${this.#fields(schema, [])} ${elsewhere ? this.#complaint(failed, "form-error") : nothing}
      <button class="primary" type="submit">
        ${icon("intent")}${this.stage.words.say("send", { type: this.#type })}
      </button>
    </form>`;
  }

  #choose(type: string, data: Data): void {
    this.#type = type;
    this.#failure = undefined;
    const schema = this.#schemas[type];
    this.#draft = schema ? draftOf(schema, data) : {};
    this.stage.redraw();
  }

  #fields(schema: JsonSchema, path: Path): TemplateResult[] {
    return Object.entries(schema.properties ?? {}).map(([name, property]) =>
      this.#field(property, [...path, name], schema.required?.includes(name) ?? false),
    );
  }

  #field(schema: JsonSchema, path: Path, required: boolean): TemplateResult {
    if (schema.type === "object") {
      return html`<fieldset>
        <legend>${this.#label(path, required)}</legend>
        ${this.#fields(schema, path)}
      </fieldset>`;
    }
    return schema.type === "array"
      ? this.#list(schema, path, required)
      : this.#input(schema, path, required);
  }

  #list(schema: JsonSchema, path: Path, required: boolean): TemplateResult {
    const items = at(this.#draft, path) as Draft[];
    const item = schema.items;
    const change = (next: Draft[]) => {
      this.#draft = put(this.#draft, path, next);
      this.stage.redraw();
    };
    return html`<fieldset class="list">
      <legend>${this.#label(path, required)}</legend>
      ${this.#complaintAt(path)}
      ${items.map(
        (_, i) =>
          item &&
          html`<div class="item">
            ${this.#field(item, [...path, i], true)}
            <button
              class="quiet"
              type="button"
              aria-label=${this.stage.words.say("remove", { path: written([...path, i]) })}
              @click=${() => change(items.filter((__, j) => j !== i))}
            >
              ${icon("close")}
            </button>
          </div>`,
      )}
      <button
        class="quiet"
        type="button"
        @click=${() => change([...items, ...(item ? [draftOf(item, undefined)] : [])])}
      >
        ${icon("add")}${this.stage.words.say("add_to", { path: written(path) })}
      </button>
    </fieldset>`;
  }

  #input(schema: JsonSchema, path: Path, required: boolean): TemplateResult {
    const name = written(path);
    const value = at(this.#draft, path);
    const wrong = this.#failure?.path === name;
    const type = (next: Draft) => {
      this.#draft = put(this.#draft, path, next);
    };
    const typed = (event: Event) => type((event.target as HTMLInputElement).value);
    const invalid = wrong ? "true" : nothing;
    const control =
      schema.type === "boolean"
        ? html`<input
            type="checkbox"
            name=${name}
            aria-invalid=${invalid}
            .checked=${value === true}
            @change=${(event: Event) => type((event.target as HTMLInputElement).checked)}
          />`
        : schema.enum
          ? html`<select name=${name} aria-invalid=${invalid} @change=${typed}>
              ${required ? nothing : html`<option value=""></option>`}
              ${schema.enum.map(
                (word) => html`<option value=${word} ?selected=${word === value}>${word}</option>`,
              )}
            </select>`
          : html`<input
              name=${name}
              inputmode=${schema.type === "integer" ? "numeric" : "text"}
              spellcheck="false"
              aria-invalid=${invalid}
              aria-describedby=${`${wrong ? "error-" : "hint-"}${name}`}
              .value=${typeof value === "string" ? value : ""}
              @input=${typed}
            />`;
    return html`<div class="field">
      <label>
        <span class="label">${this.#label(path, required)}</span>
        ${control}
      </label>
      ${
        wrong
          ? this.#complaintAt(path)
          : html`<span class="bounds" id="hint-${name}">${bounds(this.stage, schema)}</span>`
      }
    </div>`;
  }

  #label(path: Path, required: boolean): TemplateResult {
    const last = path.at(-1);
    const name = typeof last === "number" ? written(path.slice(-2)) : last;
    return html`${name}${required ? nothing : html` <em>${this.stage.words.say("optional")}</em>`}`;
  }

  #complaintAt(path: Path): TemplateResult | typeof nothing {
    const name = written(path);
    const failed = this.#failure;
    return failed?.path === name ? this.#complaint(failed, `error-${name}`) : nothing;
  }

  #complaint(failure: Failure, id: string): TemplateResult {
    return html`<p class="complaint" id=${id}>
      ${icon("refused")}<span
        ><code>${failure.reason ?? failure.code}</code> ${failure.message}</span
      >
    </p>`;
  }

  /** Whether there is a field to show the error at. */
  #placed(path: string | undefined, schema: JsonSchema, draft: Draft, at: Path): boolean {
    if (at.length > 0 && path === written(at)) {
      return schema.type !== "object";
    }
    if (Array.isArray(draft)) {
      const { items } = schema;
      return items !== undefined && draft.some((d, i) => this.#placed(path, items, d, [...at, i]));
    }
    return (
      typeof draft === "object" &&
      Object.entries(schema.properties ?? {}).some(([name, property]) =>
        this.#placed(path, property, draft[name] ?? "", [...at, name]),
      )
    );
  }

  readonly #retype = (event: Event): void => {
    const shared = valueOf(this.#schemas[this.#type], this.#draft) as Data;
    this.#choose((event.target as HTMLSelectElement).value, shared);
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const data = valueOf(this.#schemas[this.#type], this.#draft) as Data;
    this.#failure = this.send({ type: this.#type, data });
    this.stage.redraw();
    if (this.#failure?.path) {
      void this.stage.focusDrawn(`.form [name="${CSS.escape(this.#failure.path)}"]`);
    }
  };
}

/** A path as the engine writes it: `lines[0].quantity`. */
function written(path: Path): string {
  return path
    .map((step, i) => (typeof step === "number" ? `[${step}]` : i > 0 ? `.${step}` : step))
    .join("");
}

function bounds({ words }: Stage, schema: JsonSchema): string {
  const grouped = (value: number | undefined) => (value === undefined ? "" : words.number(value));
  const limits =
    schema.type === "integer"
      ? words.say("from_to", { from: grouped(schema.minimum), to: grouped(schema.maximum) })
      : schema.maxLength === undefined
        ? ""
        : words.say("characters_max", { count: schema.maxLength });
  return [schema.description, limits].filter(Boolean).join(" · ");
}

function draftOf(schema: JsonSchema, data: unknown): Draft {
  switch (schema.type) {
    case "object": {
      const given = (data ?? {}) as Data;
      const properties = Object.entries(schema.properties ?? {});
      return Object.fromEntries(properties.map(([name, p]) => [name, draftOf(p, given[name])]));
    }
    case "array": {
      const { items } = schema;
      const given = Array.isArray(data)
        ? (data as unknown[])
        : Array(schema.minItems ?? 0).fill(undefined);
      return items ? given.map((value) => draftOf(items, value)) : [];
    }
    case "boolean":
      return data === true;
    default:
      return typeof data === "string" || typeof data === "number"
        ? String(data)
        : (schema.enum?.[0] ?? "");
  }
}

/** What the draft says, as the command's data. Nothing is corrected on the way: the engine answers. */
function valueOf(schema: JsonSchema | undefined, draft: Draft): unknown {
  if (schema?.type === "object" && typeof draft === "object" && !Array.isArray(draft)) {
    const properties = Object.entries(schema.properties ?? {});
    return Object.fromEntries(
      properties
        .filter(([name]) => schema.required?.includes(name) || draft[name] !== "")
        .map(([name, property]) => [name, valueOf(property, draft[name] ?? "")]),
    );
  }
  if (Array.isArray(draft)) {
    return draft.map((item) => valueOf(schema?.items, item));
  }
  if (schema?.type === "integer" && typeof draft === "string") {
    const number = Number(draft);
    return draft.trim() === "" || !Number.isFinite(number) ? draft : number;
  }
  return draft;
}

function at(draft: Draft, path: Path): Draft {
  return path.reduce<Draft>((inside, step) => (inside as Record<string, Draft>)[step] ?? "", draft);
}

function put(draft: Draft, path: Path, value: Draft): Draft {
  const [step, ...rest] = path;
  if (step === undefined) {
    return value;
  }
  if (Array.isArray(draft)) {
    return draft.map((item, i) => (i === step ? put(item, rest, value) : item));
  }
  const object = draft as Record<string, Draft>;
  return { ...object, [step]: put(object[step] ?? "", rest, value) };
}
