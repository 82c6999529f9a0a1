import { readFileSync } from "node:fs";
import { bringCore } from "./index.js";

export * from "./index.js";

// Node is led here, and no bundler is: so this file is in the package, and the core lies beside it as it is.
bringCore(() => readFileSync(new URL("core.wasm", import.meta.url)));
