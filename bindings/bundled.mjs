// Bundles scripts, and makes them small: esbuild finds what is used, and terser what is left to shorten in functions.
import { build } from "esbuild";
import { minify } from "terser";

/** As esbuild's `build`, whose options it takes; nothing is written. */
export async function bundled(options) {
  const result = await build({ ...options, bundle: true, write: false });
  // A style sheet is what it was written as.
  if (options.entryPoints?.[0]?.endsWith?.(".css")) return result;
  for (const file of result.outputFiles) {
    const { code } = await minify(file.text, {
      module: options.format === "esm",
      ecma: 2020,
      compress: { passes: 3 },
    });
    file.contents = Buffer.from(code);
  }
  return result;
}
