// The guide: web/guide/*.md becomes guide/*.html of the site, in the looks of the page.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { escaped, markdown } from "./markdown.mjs";
import { buildReference } from "./reference.mjs";

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

const marked = markdown();

/** `<!-- recipe: name -->` stands for the test of that name, `<!-- recipe: name.cpp -->` for the one in C++. */
async function withRecipes(text, recipes) {
  const asked = [...text.matchAll(/<!-- recipe: (\w+)(\.cpp)? -->/g)];
  const codes = await Promise.all(
    asked.map(async ([place, name, cpp]) => {
      const file = `${name}${cpp ?? ".test.ts"}`;
      const code = await readFile(join(recipes, file), "utf8");
      return [place, `\`\`\`${cpp ? "cpp" : "ts"} ${file}\n${code.trim()}\n\`\`\``];
    }),
  );
  return codes.reduce((so_far, [place, code]) => so_far.replace(place, () => code), text);
}

function page(name, title, body, pages) {
  const links = (within) =>
    pages
      .filter((other) => other.within === within)
      .map(
        (other) =>
          `<li><a href="${other.name}.html"${other.name === name ? ' aria-current="page"' : ""}>${escaped(other.label ?? other.title)}</a>${listOf(other.name)}</li>`,
      )
      .join("");
  const listOf = (within) => (links(within) === "" ? "" : `<ul>${links(within)}</ul>`);
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
<nav aria-label="Site"><a class="stays" href="index.html">Guide</a></nav>
<fieldset class="themes"><legend>Theme</legend>${themes}</fieldset>
</header>
<div class="guide">
<nav aria-label="Guide">${listOf(undefined)}</nav>
<main id="text">
${body}</main>
</div>
</body>
</html>
`;
}

/**
 * The guide's pages, by their file in the site. `recipes` is the folder of the tests that it shows, `declarations` the
 * folder of the package with its .d.ts.
 */
export async function buildGuide({ folder, recipes, declarations }) {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".md"));
  const names = files.map((file) => basename(file, ".md"));
  const unlisted = names.filter((name) => !order.includes(name));
  if (unlisted.length > 0 || names.length !== order.length) {
    throw new Error(`web/guide and the order of its pages differ: ${unlisted.join(", ")}`);
  }
  const written = await Promise.all(
    order.map(async (name) => {
      const text = await withRecipes(await readFile(join(folder, `${name}.md`), "utf8"), recipes);
      return { name, title: /^# (.+)$/m.exec(text)[1], body: marked.parse(text) };
    }),
  );
  const pages = [...written, ...(await buildReference({ folder: declarations }))];
  return Object.fromEntries(
    pages.map(({ name, title, body }) => [
      `guide/${name}.html`,
      Buffer.from(page(name, title, body, pages)),
    ]),
  );
}
