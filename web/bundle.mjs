// How the site's files and the package's element are bundled.
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { transform } from "esbuild";

export const common = {
  minify: true,
  format: "esm",
  platform: "browser",
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
};

/** Style sheets as minified text: constructed style sheets are what a strict CSP allows in a shadow root. */
export const sheets = {
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

export const traceless = {
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

export function virtual(name, contents) {
  return {
    name,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: "virtual" }));
      onLoad({ filter: new RegExp(`^${name}$`), namespace: "virtual" }, () => ({ contents }));
    },
  };
}

/** What the elements import lazily becomes a file beside them. */
export function beside(name, file) {
  return {
    name: "beside",
    setup({ onResolve }) {
      onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: `./${file}`, external: true }));
    },
  };
}

/** The engines that the elements can choose of, as `[module, parts]`, the smallest first; absent: all parts. */
export function engines(modules) {
  const listed = modules.map(
    ([module, parts]) =>
      `{ parts: ${JSON.stringify(parts)}, load: () => import(${JSON.stringify(module)}) }`,
  );
  return virtual("virtual:engines", `export const engines = [${listed.join()}];`);
}

/** The package as it is, whatever is asked for. */
export const wholeEngine = engines([["cqrs-wasm"]]);

/** The files that are loaded by an `import()` somewhere in that folder. */
function loadedLater(src) {
  const files = readdirSync(src, { recursive: true }).map((file) => join(src, String(file)));
  return files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const imports = readFileSync(file, "utf8").matchAll(/\bimport\("(\.[^"]+)\.js"\)/g);
      return [...imports].map(([, path]) => resolve(dirname(file), `${path}.ts`));
    });
}

/**
 * Has what every scene needs come as one file. What the same entries reach becomes a file; so all that is loaded later is
 * made to reach all of that. In a dozen files each would be asked for, and compressed, by itself.
 */
export function together(src) {
  const later = new Set(loadedLater(src));
  const common = `\nimport ${JSON.stringify(join(src, "together.ts"))};\n`;
  return {
    name: "together",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) =>
        later.has(path)
          ? { contents: (await readFile(path, "utf8")) + common, loader: "ts" }
          : undefined,
      );
    },
  };
}

export function bytesOf({ outputFiles }) {
  return outputFiles[0].contents;
}

/** What the snippets that a reader copies say of where the embed is, as an expression. */
export function address(expression) {
  return virtual("virtual:address", `export const embedAddress = ${expression};`);
}
