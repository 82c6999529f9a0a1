// What lies beside the ES module of the embed: a classic script, one file with everything in it, and the page on which
// a reader's code runs.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { bundled } from "../bindings/bundled.mjs";
import { address, bytesOf, common, virtual } from "./bundle.mjs";

/** Who needs to know where a classic script came from asks the document. */
const logOverride = { "empty-import-meta": "silent" };

/** Where a part of the classic embed leaves itself for it: by a symbol, so that no global name is taken. */
const place = (name) => `Symbol.for(${JSON.stringify(`cqrs-wasm ${name}`)})`;

/** A module as a classic script of its own. */
async function classicPart(name, module) {
  const contents = `import * as part from ${JSON.stringify(module)}; globalThis[${place(name)}] = part;`;
  const stdin = { contents, resolveDir: "." };
  return bytesOf(await bundled({ ...common, stdin, format: "iife" }));
}

/** The engine as a classic script. */
export const classicEngine = (engine) => classicPart("engine", engine);

/** The editor as a classic script: it comes when a reader edits. */
export const classicEditor = (src) =>
  classicPart("editor", join(src, "scenes/unplanned-report/editor.ts"));

/** In a script that has no modules: loads a part beside it once; one that failed to come is asked for again. */
const loading = (name, file) => `const from = document.currentScript.src;
  let loading;
  function load() {
    loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL(${JSON.stringify(file)}, from);
      script.onload = () => done(globalThis[${place(name)}]);
      script.onerror = () => {
        script.remove();
        loading = undefined;
        failed(new TypeError("Failed to load " + script.src));
      };
      document.head.append(script);
    });
    return loading;
  }`;

/** Stands for the package: an import of it is thenable, and settles with the engine once that has come. */
function engineBeside(file) {
  return virtual(
    "cqrs-wasm",
    `${loading("engine", file)}
    export function then(done, failed) {
      load().then(done, failed);
    }`,
  );
}

function editorBeside(file) {
  const contents = `${loading("editor", file)}
    export const openEditor = async (...given) => (await load()).openEditor(...given);`;
  return {
    name: "editor",
    setup({ onLoad }) {
      onLoad({ filter: /unplanned-report[\\/]editor\.ts$/ }, () => ({ contents }));
    },
  };
}

/** The embed as a classic script, which finds its engine and its editor beside it. */
export async function classicEmbed(src, plugins, { engine, editor }) {
  const own = [engineBeside(engine), editorBeside(editor), address('""'), sandboxInside("")];
  return bytesOf(
    await bundled({
      ...common,
      format: "iife",
      logOverride,
      entryPoints: [join(src, "embed.classic.ts")],
      plugins: [...plugins, ...own],
    }),
  );
}

/** What runs in embed.html: a classic script. The modules of the embed are beside it. */
export async function frameScript(src) {
  const entryPoints = [join(src, "embed.frame.ts")];
  return bytesOf(await bundled({ ...common, format: "iife", entryPoints }));
}

/** What a policy calls a script or a style that is inside the page. */
function allowed(inline) {
  return `'sha256-${createHash("sha256").update(inline).digest("base64")}'`;
}

/**
 * The page on which code runs that a reader has typed: it may load nothing. In its frame it has no origin, so WebKit
 * takes nothing for its own ('self'): its script is inside.
 */
export async function sandboxPage(src) {
  const entryPoints = [join(src, "sandbox.page.js")];
  const script = Buffer.from(bytesOf(await bundled({ ...common, format: "iife", entryPoints })));
  const text = script.toString().trim();
  const policy = `default-src 'none'; script-src ${allowed(text)} blob:; worker-src blob:`;
  return Buffer.from(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Where the code of a reader runs</title>
<script>${text}</script>
</head>
</html>
`);
}

/** What the elements know of that page: its text where it cannot lie beside them, else "". */
export function sandboxInside(page) {
  return virtual("virtual:sandbox", `export const sandboxPage = ${JSON.stringify(String(page))};`);
}

/**
 * A page of one file, with the engine in it: what file:// needs. Its policy allows what is in it, and what the page for a
 * reader's code, which comes under it too, needs: its script and workers.
 */
export async function aloneInOneFile(src, plugins, engine, sandbox) {
  const inside = {
    name: "inside",
    setup({ onResolve }) {
      onResolve({ filter: /^cqrs-wasm$/ }, () => ({ path: engine }));
    },
  };
  const [script, style] = await Promise.all(
    [
      {
        entryPoints: [join(src, "alone.ts")],
        format: "iife",
        plugins: [...plugins, inside, address('""'), sandboxInside(sandbox)],
      },
      { entryPoints: [join(src, "alone.css")] },
    ].map(async (options) => bytesOf(await bundled({ ...common, logOverride, ...options }))),
  );
  const text = Buffer.from(script).toString().replaceAll("</script", "<\\/script");
  const css = Buffer.from(style).toString().trim();
  const [, code] = /<script>([^]*)<\/script>/.exec(String(sandbox));
  const policy = `default-src 'none'; script-src ${allowed(text)} ${allowed(code)} 'wasm-unsafe-eval' blob:; worker-src blob:; style-src ${allowed(css)}; img-src data:`;
  return Buffer.from(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>cqrs-wasm: CQRS you can touch</title>
<link rel="icon" href="data:,">
<style>${css}</style>
</head>
<body>
<noscript>This page needs JavaScript and WebAssembly.</noscript>
<script>${text}</script>
</body>
</html>
`);
}
