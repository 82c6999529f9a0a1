import { html, nothing, type TemplateResult } from "lit";
import type { Command, Data, Failure, Receipt, Recorded } from "../engine.js";
import { plain, unseen } from "./plain.js";
import type { Stage } from "./stage.js";

const token =
  /(?<comment>\/\/[^\n]*)|(?<string>"(?:[^"\\]|\\.)*")|(?<number>\b\d[\d_.]*\b)|(?<keyword>\b(?:const|auto|return|if|else|for|while|static|struct|void|bool|true|false|null|await|import|from|std|switch|case|using|namespace|inline|constexpr|nullptr)\b)|(?<name>\b[A-Z]\w*\b)/g;

/** Code in the colours of its parts. The text is only ever text. */
export function coloured(code: string): TemplateResult {
  const parts: (string | TemplateResult)[] = [];
  let done = 0;
  for (const match of code.matchAll(token)) {
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0];
    parts.push(code.slice(done, match.index), html`<span class=${kind ?? ""}>${match[0]}</span>`);
    done = match.index + match[0].length;
  }
  return html`${parts}${code.slice(done)}`;
}

/** Code with where it stands; the lines with `marked` in them are marked. */
export function listing(
  title: string,
  where: string,
  code: string,
  marked?: string,
): TemplateResult {
  const lines = code.split("\n").map((line, i) => {
    const text = html`${i > 0 ? "\n" : ""}${coloured(line)}`;
    return marked !== undefined && line.includes(marked) ? html`<mark>${text}</mark>` : text;
  });
  return html`<figure class="listing">
    <figcaption><span>${title}</span><span class="where">${where}</span></figcaption>
    <pre
      tabindex="0"
      aria-label="${title}, ${where}"
    ><code>${marked === undefined ? coloured(code) : lines}</code></pre>
  </figure>`;
}

/** Code that is copied must read as it runs. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A key in an object literal, where a bare `__proto__` would be no key. */
function keyOf(name: string): string {
  return name === "__proto__"
    ? `["__proto__"]`
    : /^[A-Za-z_$][\w$]*$/.test(name)
      ? name
      : JSON.stringify(name).replace(unseen, escaped);
}

/** A value as one would write it in JavaScript, on one line if it fits. */
export function literal(value: unknown, indent = ""): string {
  if (Array.isArray(value)) {
    return bracketed(
      "[",
      "]",
      value.map((item) => (deeper: string) => literal(item, deeper)),
      indent,
    );
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value as Data);
    const parts = entries.map(
      ([name, inside]) =>
        (deeper: string) =>
          `${keyOf(name)}: ${literal(inside, deeper)}`,
    );
    return bracketed("{", "}", parts, indent);
  }
  return (JSON.stringify(value) ?? "undefined").replace(unseen, escaped);
}

const line_length = 52;
/** A reader may type a megabyte; nobody reads more of it than this. */
const code_max = 10_000;

function bracketed(
  open: string,
  close: string,
  parts: ((indent: string) => string)[],
  indent: string,
): string {
  if (parts.length === 0) {
    return open + close;
  }
  const pad = open === "{" ? " " : "";
  const flat = open + pad + parts.map((part) => part("")).join(", ") + pad + close;
  if (!flat.includes("\n") && flat.length + indent.length <= line_length) {
    return flat;
  }
  const deeper = `${indent}  `;
  return `${open}\n${parts.map((part) => deeper + part(deeper)).join(",\n")},\n${indent}${close}`;
}

type Excerpts = typeof import("./excerpts.js");

/** The C++ of the engine, once somebody has seen code. */
let excerpts: Excerpts | undefined;
let coming: Promise<void> | undefined;

/** Brings it; what failed to come is asked for again by what runs next. */
async function bringExcerpts(): Promise<void> {
  try {
    excerpts = await import("./excerpts.js");
  } catch {
    coming = undefined;
  }
}

/** The code that ran: the call that was made, what came back, and the C++ behind it. */
export class Ran {
  readonly #call: TemplateResult;
  readonly #reason: string | undefined;
  #cpp: TemplateResult | typeof nothing | undefined;
  #asked = false;

  constructor(
    private readonly stage: Stage,
    call: string,
    result: object,
    private readonly names: string[],
  ) {
    const answer = literal(result).replaceAll("\n", "\n// ");
    const code = plain(`${call}\n// → ${answer}`, code_max);
    this.#call = listing("JavaScript", stage.words.say("in_this_page"), code);
    this.#reason = "reason" in result ? `"${String(result.reason)}"` : undefined;
  }

  /** `isSeen`: what nobody sees does not have to come. */
  render(isSeen: boolean): TemplateResult {
    if (isSeen && !this.#asked && this.names.length > 0) {
      this.#asked = true;
      coming ??= bringExcerpts();
      void coming.then(() => this.stage.redraw());
    }
    return html`<div class="listings">
      ${this.#call} ${this.names.length > 0 ? this.#behind() : nothing}
    </div>`;
  }

  #behind(): TemplateResult | typeof nothing {
    if (excerpts === undefined) {
      // Its place is kept.
      return listing("C++", "", "");
    }
    const cpp = this.names.flatMap((name) => excerpts?.excerptOf(name) ?? []);
    const where = [...new Set(cpp.map((source) => source.where))].join(", ");
    const code = cpp.map((source) => source.code).join("\n\n");
    return (this.#cpp ??= cpp.length > 0 ? listing("C++", where, code, this.#reason) : nothing);
  }
}

/** The functions that decided a command: those that recorded its facts, or the one that refused. */
export function deciding(
  command: Command,
  result: Receipt | Failure,
  facts: readonly Recorded[],
): string[] {
  const decide = `decide ${command.type}`;
  if (result.ok) {
    return [decide, ...facts.map((fact) => `evolve ${fact.type}`)];
  }
  // What was not understood has not come to a decision.
  return result.reason ? [decide, `refuse ${command.type} ${result.reason}`] : [];
}

/** Scrolls the code, and never the page, to the line that refused. */
export async function showRefusal(stage: Stage): Promise<void> {
  await stage.drawn();
  await coming;
  await stage.drawn();
  const code = stage.find(".listing:last-child pre");
  const mark = code?.querySelector("mark");
  const above_px = 60;
  if (code) {
    const down = mark ? mark.getBoundingClientRect().top - code.getBoundingClientRect().top : 0;
    code.scrollTop = mark ? code.scrollTop + down - above_px : 0;
  }
}
