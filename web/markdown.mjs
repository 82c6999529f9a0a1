// Markdown as the guide shows it.
import { Marked, Renderer } from "marked";

export const escaped = (text) =>
  text.replace(
    /[&<>"]/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign],
  );

const slugOf = (text) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** `more` renders some things in another way than the guide's own pages do. */
export function markdown(more = {}) {
  const renderer = {
    code({ text, lang = "" }) {
      // After the language stands the file's name, or how a test runs it.
      const [language, file] = lang.split(" ");
      const name = file?.includes(".") ? file : (labels[language] ?? language);
      return `<figure class="snippet"><figcaption>${escaped(name)}</figcaption><pre tabindex="0"><code>${escaped(text)}</code></pre></figure>\n`;
    },
    heading(token) {
      const { depth, text } = token;
      return Renderer.prototype.heading
        .call(this, token)
        .replace(`<h${depth}>`, `<h${depth} id="${slugOf(text)}">`);
    },
    table(token) {
      // Of several on a page each is known by what its first column has.
      const name = `Table: ${token.header[0].text.replaceAll("`", "")}`;
      return `<div class="wide" tabindex="0" role="region" aria-label="${escaped(name)}">${Renderer.prototype.table.call(this, token)}</div>`;
    },
    ...more,
  };
  return new Marked({ renderer });
}

const labels = {
  js: "JavaScript",
  ts: "TypeScript",
  cpp: "C++",
  html: "HTML",
  css: "CSS",
  json: "JSON",
  cmake: "CMake",
  sh: "shell",
  output: "it prints",
  csp: "Content-Security-Policy",
};
