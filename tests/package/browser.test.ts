import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { openBrowser, Reader } from "../web/reader.js";

/** Scripts of this origin and WebAssembly; no eval, and nothing may be fetched, not even data: URLs. */
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";

const use = `
  import { createCqrs, unwrap } from "/index.js";
  const cqrs = await createCqrs();
  unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } }));
  unwrap(cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 500 }, id: "é" }));
  const { balance } = unwrap(cqrs.query("balance", { account: "a" })).data;
`;
const files: Record<string, [string, string]> = {
  "/page.html": [
    "text/html",
    '<!doctype html><title>…</title><script type="module" src="page.js"></script>',
  ],
  "/page.js": ["text/javascript", `${use} document.title = balance;`],
  "/worker.html": [
    "text/html",
    '<!doctype html><title>…</title><script src="worker-of.js"></script>',
  ],
  "/worker-of.js": [
    "text/javascript",
    `new Worker("worker.js", { type: "module" }).onmessage = ({ data }) => (document.title = data);`,
  ],
  "/worker.js": ["text/javascript", `${use} postMessage(balance);`],
  "/favicon.ico": ["image/x-icon", ""],
};

let server: Server;
let browser: Browser;
let origin: string;

before(async () => {
  files["/index.js"] = ["text/javascript", await readFile("build/package/index.js", "utf8")];
  server = createServer(({ url = "/" }, response) => {
    const [type, body] = files[url] ?? ["text/plain", undefined];
    response.writeHead(body === undefined ? 404 : 200, {
      "Content-Type": `${type}; charset=utf-8`,
      "Content-Security-Policy": policy,
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser();
});

after(async () => {
  await browser.close();
  server.close();
});

for (const [where, path] of [
  ["a module of a page", "page.html"],
  ["a module worker", "worker.html"],
] as const) {
  test(`it works in ${where}, under a strict policy and with nothing to fetch`, async () => {
    const reader = await Reader.open(browser);
    await reader.page.goto(`${origin}/${path}`);
    await reader.page.waitForFunction(() => document.title === "500");
    await reader.leave();
  });
}
