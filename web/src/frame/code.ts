import { html, type TemplateResult } from "lit";
import type { Data } from "../engine.js";

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

export function listing(title: string, where: string, code: string): TemplateResult {
  return html`<figure class="listing">
    <figcaption><span>${title}</span><span class="where">${where}</span></figcaption>
    <pre tabindex="0" aria-label="${title}, ${where}"><code>${coloured(code)}</code></pre>
  </figure>`;
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
          `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${literal(inside, deeper)}`,
    );
    return bracketed("{", "}", parts, indent);
  }
  return JSON.stringify(value) ?? "undefined";
}

const line_length = 52;

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
