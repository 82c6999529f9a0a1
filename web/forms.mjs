// What lies beside the ES module of the embed: a classic script, one file with everything in it, and the page on which
// a reader's code runs.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { build } from "esbuild";
import { address, bytesOf, common, virtual } from "./bundle.mjs";

/** Who needs to know where a classic script came from asks the document. */
const logOverride = { "empty-import-meta": "silent" };

/** Where the classic engine leaves itself for the classic embed: by a symbol, so that no global name is taken. */
const place = 'Symbol.for("cqrs-wasm")';

/** The engine as a classic script. */
export async function classicEngine(engine) {
  const contents = `import * as engine from ${JSON.stringify(engine)}; globalThis[${place}] = engine;`;
  const stdin = { contents, resolveDir: "." };
  return bytesOf(await build({ ...common, stdin, format: "iife" }));
}

/**
 * Stands for the package in a script that has no modules: an import of it is thenable, and settles with the engine once
 * the classic script beside this one has come. One that failed to come is asked for again.
 */
function loadedBeside(file) {
  return virtual(
    "cqrs-wasm",
    `const from = document.currentScript.src;
    let loading;
    function load() {
      loading ??= new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = new URL(${JSON.stringify(file)}, from);
        script.onload = () => done(globalThis[${place}]);
        script.onerror = () => {
          script.remove();
          loading = undefined;
          failed(new TypeError("Failed to load " + script.src));
        };
        document.head.append(script);
      });
      return loading;
    }
    export function then(done, failed) {
      load().then(done, failed);
    }`,
  );
}

/** The embed as a classic script, which finds its engine beside it. */
export async function classicEmbed(src, plugins, engineFile) {
  return bytesOf(
    await build({
      ...common,
      format: "iife",
      logOverride,
      entryPoints: [join(src, "embed.classic.ts")],
      plugins: [...plugins, loadedBeside(engineFile), address('""')],
    }),
  );
}

/** What runs in embed.html: a classic script. The modules of the embed are beside it. */
export async function frameScript(src) {
  const entryPoints = [join(src, "embed.frame.ts")];
  return bytesOf(await build({ ...common, format: "iife", entryPoints }));
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
  const script = Buffer.from(bytesOf(await build({ ...common, format: "iife", entryPoints })));
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

/** A page of one file, with the engine in it: what file:// needs. Its policy allows what is in it and nothing else. */
export async function aloneInOneFile(src, plugins, engine) {
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
        plugins: [...plugins, inside, address('""')],
      },
      { entryPoints: [join(src, "alone.css")] },
    ].map(async (options) => bytesOf(await build({ ...common, logOverride, ...options }))),
  );
  const text = Buffer.from(script).toString().replaceAll("</script", "<\\/script");
  const css = Buffer.from(style).toString().trim();
  const policy = `default-src 'none'; script-src ${allowed(text)} 'wasm-unsafe-eval'; style-src ${allowed(css)}; img-src data:`;
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
