// Builds the static site: the page, and the embed that any other page can include.
// As a program: node web/build.mjs
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { bundled } from "../bindings/bundled.mjs";
import {
  address,
  beside,
  bytesOf,
  common,
  engines,
  sheets,
  together,
  traceless,
  virtual,
  wholeEngine,
} from "./bundle.mjs";
import {
  aloneInOneFile,
  classicEditor,
  classicEmbed,
  classicEngine,
  frameScript,
  sandboxInside,
  sandboxPage,
} from "./forms.mjs";
import { buildGuide } from "./guide.mjs";
import { cutSources } from "./sources.mjs";

const web = dirname(fileURLToPath(import.meta.url));
const root = dirname(web);

const hashOf = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 8);
const compressed = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** The scenes' registry, without the scenes. */
async function readRegistry() {
  const { outputFiles } = await bundled({
    ...common,
    entryPoints: [join(web, "src/scenes/scene.ts")],
    external: ["./*"],
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

/** The scenes, each in each of its domains: `[name, domain, what is registered]`. */
function parts(scenes) {
  return Object.entries(scenes).flatMap(([name, domains]) =>
    Object.entries(domains).map(([domain, registered]) => [name, domain, registered]),
  );
}

/** Keeps the elements' places from the first paint, before any script has come. */
function reserving(scenes) {
  const rules = parts(scenes).map(([name, domain, { heights_px }]) => {
    const named = [`[scene="${name}"]`, ...(name === "ask-or-tell" ? [":not([scene])"] : [])];
    // The first domain of a scene is what it has without one.
    const [first] = Object.keys(scenes[name]);
    const which = named.map((scene) => (domain === first ? scene : `${scene}[domain="${domain}"]`));
    const at = (i) =>
      which.map((scene) => `cqrs-demo${scene}:not(:defined)::before`).join() +
      `{height:${heights_px[i]}px}`;
    return `${at(0)}@container cqrs-demo (min-width:640px){${at(1)}}@container cqrs-demo (min-width:960px){${at(2)}}`;
  });
  return `cqrs-demo:not(:defined){display:flow-root;container:cqrs-demo/inline-size}
cqrs-demo:not(:defined)::before{content:"";float:left;width:1px;margin-right:-1px}
${rules.join("\n")}
`;
}

/** The files that have to come, directly or by what they import, for the modules of these sources. */
function neededBy({ outputs }, sources) {
  const wanted = Object.entries(outputs)
    .filter(([, { entryPoint }]) => sources.some((source) => entryPoint?.endsWith(source)))
    .map(([file]) => file);
  for (const file of wanted) {
    for (const { path, kind } of outputs[file].imports) {
      if (kind === "import-statement" && outputs[path] && !wanted.includes(path)) wanted.push(path);
    }
  }
  return wanted.map((file) => basename(file));
}

/** The sources that a scene in a domain begins with, as the registry loads them. */
function sourcesOf({ load }) {
  const [, file] = /import\("\.\/(.+)\.js"\)/.exec(String(load));
  return ["src/element/demo.ts", `src/scenes/${file}.ts`];
}

/** The page asks at once for what its first scene would ask for one after the other. */
function asking(page, files) {
  const links = files.map((file) => `<link rel="modulepreload" href="${file}" />`);
  return page.replace("</head>", `  ${links.join("\n    ")}\n  </head>`);
}

/** The engines as files of the site, the smallest first: the package, and those with less, by what they have. */
async function engineFiles(engine, lesser) {
  const entryPoints = [[engine], ...lesser];
  const built = entryPoints.map(async ([module, parts]) => {
    const bytes = bytesOf(await bundled({ ...common, entryPoints: [module] }));
    const kind = parts ? `-${basename(module, ".js")}` : "";
    return { file: `engine${kind}-${hashOf(bytes)}.js`, bytes, parts };
  });
  const size = ({ bytes }) => compressed(bytes);
  return (await Promise.all(built)).sort((one, other) => size(one) - size(other));
}

/**
 * `engine`: the module that has createCqrs; `lesser`: those whose cores have less, as `[module, parts]`; `sources`: what
 * to show of the C++, by name. Gives the compressed bytes of each file, and of all that a scene needs that is alone on a
 * page, by the scene.
 */
export async function buildSite({ engine, lesser, sources, out }) {
  const src = join(web, "src");
  const engineChoice = await engineFiles(engine, lesser);
  const { file: engineFile } = engineChoice.at(-1);
  const classicEngineFile = engineFile.replace(".js", ".classic.js");
  const plugins = [
    sheets,
    traceless,
    virtual("virtual:sources", `export const sources = ${JSON.stringify(sources)}`),
  ];
  const styles = ["page.css", "guide.css", "embed.frame.css"];
  const sandbox = await sandboxPage(src);
  const editor = await classicEditor(src);
  const classicEditorFile = `editor-${hashOf(editor)}.classic.js`;
  const [modules, { scenes }, guide, embedClassic, engineClassic, alone, frame, ...styled] =
    await Promise.all([
      // Every file lies in one folder: what a part imports is found beside it, wherever that is.
      bundled({
        ...common,
        plugins: [
          ...plugins,
          together(src),
          engines(engineChoice.map(({ file, parts }) => [`cqrs-wasm/${file}`, parts])),
          ...engineChoice.map(({ file }) => beside(`cqrs-wasm/${file}`, file)),
          address('new URL("embed.js", import.meta.url).href'),
          sandboxInside(""),
        ],
        entryPoints: ["embed.ts", "page.ts"].map((file) => join(src, file)),
        splitting: true,
        outdir: out,
        chunkNames: "[name]-[hash]",
        metafile: true,
      }),
      readRegistry(),
      buildGuide({
        folder: join(web, "guide"),
        recipes: join(root, "tests/recipes"),
        declarations: dirname(engine),
      }),
      classicEmbed(src, [...plugins, wholeEngine], {
        engine: classicEngineFile,
        editor: classicEditorFile,
      }),
      classicEngine(engine),
      aloneInOneFile(src, [...plugins, wholeEngine], engine, sandbox),
      frameScript(src),
      ...styles.map((file) => bundled({ ...common, entryPoints: [join(src, file)] })),
    ]);
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, "guide"), { recursive: true });
  await cp(join(web, "public"), out, { recursive: true });
  const first = neededBy(modules.metafile, sourcesOf(scenes.opening.orders));
  const index = await readFile(join(out, "index.html"), "utf8");
  const files = {
    "index.html": Buffer.from(asking(index, [...first, engineFile])),
    ...Object.fromEntries(
      modules.outputFiles.map(({ path, contents }) => [basename(path), contents]),
    ),
    ...Object.fromEntries(styles.map((name, i) => [name, bytesOf(styled[i])])),
    "embed.css": Buffer.from(reserving(scenes)),
    ...Object.fromEntries(engineChoice.map(({ file, bytes }) => [file, bytes])),
    "embed.classic.js": embedClassic,
    [classicEngineFile]: engineClassic,
    [classicEditorFile]: editor,
    "cqrs-demo.html": alone,
    "embed.frame.js": frame,
    "sandbox.html": sandbox,
    ...guide,
  };
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(out, name), bytes);
  }
  const sizes = Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, compressed(bytes)]),
  );
  const weights = Object.fromEntries(
    parts(scenes).map(([name, domain, registered]) => {
      const needed = neededBy(modules.metafile, ["src/embed.ts", ...sourcesOf(registered)]);
      const { file } = engineChoice.find(
        ({ parts }) => !parts || registered.parts.every((part) => parts.includes(part)),
      );
      const bytes = [...needed, file].reduce((sum, file) => sum + sizes[file], 0);
      return [`${name} ${domain}`, bytes];
    }),
  );
  return { sizes, weights };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const engine = join(root, "build/package/index.js");
  const { createCqrs } = await import(pathToFileURL(engine).href);
  const cqrs = await createCqrs();
  const cores = join(root, "build/engines");
  const lesser = JSON.parse(await readFile(join(cores, "parts.json"), "utf8"));
  const built = await buildSite({
    engine,
    lesser: Object.entries(lesser).map(([core, parts]) => [join(cores, `${core}.js`), parts]),
    sources: await cutSources(join(root, "src/domains"), cqrs.schema()),
    out: join(root, "build/site"),
  });
  const sizes = Object.entries(built.sizes).filter(([name]) => !name.startsWith("guide/"));
  for (const [name, size] of sizes) {
    console.log(`${name}: ${(size / 1000).toFixed(1)} KB gzip`);
  }
  for (const [name, size] of Object.entries(built.weights)) {
    console.log(`${name}: ${(size / 1000).toFixed(1)} KB gzip with the engine`);
  }
  await writeFile(join(root, "build/site-weights.json"), JSON.stringify(built));
}
