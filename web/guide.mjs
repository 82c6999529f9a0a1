// The guide: web/guide/*.md becomes guide/*.html of the site, in the looks of the page.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Marked, Renderer } from "marked";

/** The pages in the order in which they are listed, by the name of their file. */
const order = [
  "index",
  "start",
  "domain",
  "waiting",
  "evolving",
  "recipes",
  "testing",
  "embedding",
  "vitepress",
  "docusaurus",
  "mkdocs",
  "csp",
  "log",
];

const escaped = (text) =>
  text.replace(
    /[&<>"]/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign],
  );

const slugOf = (text) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

const marked = new Marked({
  renderer: {
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
      return `<div class="wide" tabindex="0" role="region" aria-label="Table">${Renderer.prototype.table.call(this, token)}</div>`;
    },
  },
});

const labels = {
  js: "JavaScript",
  ts: "TypeScript",
  cpp: "C++",
  html: "HTML",
  sh: "shell",
  output: "it prints",
  csp: "Content-Security-Policy",
};

/** `<!-- recipe: name -->` stands for the test of that name. */
async function withRecipes(text, recipes) {
  const asked = [...text.matchAll(/<!-- recipe: (\w+) -->/g)];
  const codes = await Promise.all(
    asked.map(async ([place, name]) => {
      const code = await readFile(join(recipes, `${name}.test.ts`), "utf8");
      return [place, `\`\`\`ts ${name}.test.ts\n${code.trim()}\n\`\`\``];
    }),
  );
  return codes.reduce((so_far, [place, code]) => so_far.replace(place, () => code), text);
}

function page(name, title, body, pages) {
  const links = pages
    .map(
      (other) =>
        `<li><a href="${other.name}.html"${other.name === name ? ' aria-current="page"' : ""}>${escaped(other.title)}</a></li>`,
    )
    .join("");
  const themes = ["auto", "light", "dark"]
    .map(
      (theme) =>
        `<label><input type="radio" name="theme" value="${theme}"><span>${theme[0].toUpperCase()}${theme.slice(1)}</span></label>`,
    )
    .join("");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · cqrs-wasm</title>
<meta name="description" content="${escaped(title)}: the guide to cqrs-wasm.">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="../favicon.svg">
<script src="../theme.js"></script>
<link rel="stylesheet" href="../page.css">
<link rel="stylesheet" href="../guide.css">
<script type="module" src="../page.js"></script>
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<header class="bar">
<a class="wordmark" href="../index.html">cqrs-wasm</a>
<nav aria-label="Site"><a href="index.html">Guide</a></nav>
<fieldset class="themes"><legend>Theme</legend>${themes}</fieldset>
</header>
<div class="guide">
<nav aria-label="Guide"><ul>${links}</ul></nav>
<main id="text">
${body}</main>
</div>
</body>
</html>
`;
}

/** The guide's pages, by their file in the site. `recipes` is the folder of the tests that it shows. */
export async function buildGuide({ folder, recipes }) {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".md"));
  const names = files.map((file) => basename(file, ".md"));
  const unlisted = names.filter((name) => !order.includes(name));
  if (unlisted.length > 0 || names.length !== order.length) {
    throw new Error(`web/guide and the order of its pages differ: ${unlisted.join(", ")}`);
  }
  const pages = await Promise.all(
    order.map(async (name) => {
      const text = await withRecipes(await readFile(join(folder, `${name}.md`), "utf8"), recipes);
      return { name, text, title: /^# (.+)$/m.exec(text)[1] };
    }),
  );
  return Object.fromEntries(
    pages.map(({ name, text, title }) => [
      `guide/${name}.html`,
      Buffer.from(page(name, title, marked.parse(text), pages)),
    ]),
  );
}
