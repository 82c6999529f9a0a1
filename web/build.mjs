// Builds the static site: the page, and the embed that any other page can include.
// As a program: node web/build.mjs
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { cutSources } from "./sources.mjs";

const web = dirname(fileURLToPath(import.meta.url));
const root = dirname(web);

const common = {
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  legalComments: "none",
  charset: "utf8",
  write: false,
  logLevel: "warning",
};

/** Style sheets as minified text: constructed style sheets are what a strict CSP allows in a shadow root. */
const sheets = {
  name: "sheets",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), {
        loader: "css",
        minify: true,
        target: common.target,
      });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/**
 * What Lit leaves in the global scope would show in a host: it counts its copies on the page and in
 * development warns of two, which a host that uses Lit itself would see; and it shares what
 * decorators say of properties, which nothing here has.
 */
const traces = [
  [/\(\w+\.\w+Versions\?\?=\[\]\)\.push\("[\d.]+"\)/, "0"],
  [
    /Symbol\.metadata\?\?=Symbol\("metadata"\),\w+\.litPropertyMetadata\?\?=new WeakMap;/,
    "const litPropertyMetadata=new WeakMap;",
  ],
];

const traceless = {
  name: "traceless",
  setup({ onLoad, onEnd }) {
    const found = new Set();
    onLoad({ filter: /(lit-html|lit-element|reactive-element)\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf8");
      for (const [trace, instead] of traces) {
        if (trace.test(contents)) {
          found.add(trace);
          contents = contents.replace(trace, instead);
        }
      }
      return { contents, loader: "js" };
    });
    onEnd(() => {
      const missing = traces.filter(([trace]) => found.size > 0 && !found.has(trace));
      return {
        errors: missing.map(([trace]) => ({ text: `Lit no longer leaves the trace ${trace}` })),
      };
    });
  },
};

function virtual(name, contents) {
  return {
    name,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: "virtual" }));
      onLoad({ filter: new RegExp(`^${name}$`), namespace: "virtual" }, () => ({ contents }));
    },
  };
}

/** What the elements import lazily becomes a file beside them. */
function beside(name, file) {
  return {
    name: "beside",
    setup({ onResolve }) {
      onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: `./${file}`, external: true }));
    },
  };
}

function bytesOf({ outputFiles }) {
  return outputFiles[0].contents;
}

/** `engine`: the module that has createCqrs; `sources`: what to show of the C++, by name. */
export async function buildSite({ engine, sources, out }) {
  const engineBytes = bytesOf(await build({ ...common, entryPoints: [engine] }));
  const hash = createHash("sha256").update(engineBytes).digest("hex").slice(0, 8);
  const engineFile = `engine-${hash}.js`;
  const plugins = [
    sheets,
    traceless,
    virtual("virtual:sources", `export const sources = ${JSON.stringify(sources)}`),
    beside("cqrs-wasm", engineFile),
  ];
  const entry = (file) => build({ ...common, plugins, entryPoints: [join(web, "src", file)] });
  const [embed, page] = await Promise.all([entry("embed.ts"), entry("page.ts")]);
  const style = await build({ ...common, entryPoints: [join(web, "src/page.css")] });
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await cp(join(web, "public"), out, { recursive: true });
  const files = {
    "embed.js": bytesOf(embed),
    "page.js": bytesOf(page),
    "page.css": bytesOf(style),
    [engineFile]: engineBytes,
  };
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(out, name), bytes);
  }
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, gzipSync(bytes, { level: 9 }).length]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const engine = join(root, "build/package/index.js");
  const { createCqrs } = await import(pathToFileURL(engine).href);
  const cqrs = await createCqrs();
  const sizes = await buildSite({
    engine,
    sources: await cutSources(join(root, "src/domains"), cqrs.schema()),
    out: join(root, "build/site"),
  });
  for (const [name, size] of Object.entries(sizes)) {
    console.log(`${name}: ${(size / 1000).toFixed(1)} KB gzip`);
  }
}
