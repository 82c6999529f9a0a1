// A static file server for the built site and for the tests: node:http and nothing else.
// As a program: node web/serve.mjs [--port N] [--root FOLDER]
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream";
import { createGzip } from "node:zlib";

export const SITE_CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors *",
].join("; ");

/** For the page on which code runs that a reader has typed, which has a policy of its own inside: no origin. */
export const SANDBOX_CSP = "sandbox allow-scripts";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** What is worth compressing: everything but pictures and fonts that are compressed already. */
const PLAIN = /^text|json|svg|wasm/;

// The file a request path names, or undefined: outside the root, malformed, or not there.
async function find(root, pathname) {
  let path;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (path.includes("\0") || path.includes("\\")) return undefined;
  let file = resolve(root, "." + path);
  if (file !== root && !file.startsWith(root + sep)) return undefined;
  try {
    let info = await stat(file);
    if (info.isDirectory()) {
      // Without the slash, the page's relative addresses would miss the folder.
      if (!path.endsWith("/")) return { redirect: pathname + "/" };
      file = join(file, "index.html");
      info = await stat(file);
    }
    return info.isFile() ? { file, size: info.size } : undefined;
  } catch {
    return undefined;
  }
}

async function answer(root, csp, request, response) {
  const send = (status, headers, text = "") => {
    response.writeHead(status, { "Content-Length": Buffer.byteLength(text), ...headers });
    response.end(request.method === "HEAD" ? undefined : text);
  };
  const plain = {
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
  };
  if (request.method !== "GET" && request.method !== "HEAD") {
    return send(405, { ...plain, Allow: "GET, HEAD" }, "method not allowed\n");
  }
  const found = await find(root, request.url.split(/[?#]/, 1)[0]);
  if (found === undefined) return send(404, plain, "not found\n");
  // Only ever to this host: a path like //elsewhere would be taken for another one.
  if (found.redirect) return send(308, { ...plain, Location: found.redirect.replace(/^\/+/, "/") });
  const type = TYPES[extname(found.file).toLowerCase()] ?? "application/octet-stream";
  const isPlain = PLAIN.test(type);
  const zipped = isPlain && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  response.writeHead(200, {
    "Content-Type": type,
    ...(zipped ? { "Content-Encoding": "gzip" } : { "Content-Length": found.size }),
    ...(isPlain ? { Vary: "Accept-Encoding" } : {}),
    "Cache-Control": "no-cache",
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
    ...(csp
      ? { "Content-Security-Policy": found.file.endsWith("sandbox.html") ? SANDBOX_CSP : csp }
      : {}),
  });
  if (request.method === "HEAD") return response.end();
  // A reader who leaves, or a file that cannot be read to its end, ends all of it.
  const parts = [createReadStream(found.file), ...(zipped ? [createGzip()] : []), response];
  pipeline(parts, () => {});
}

function listen(server, port) {
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", failed);
      done();
    });
  });
}

/**
 * Serves a folder on loopback. Port 0 takes a free one.
 * `csp` is the Content-Security-Policy header; pass "" for none.
 */
export async function serve({ root, port = 0, csp = SITE_CSP }) {
  const folder = resolve(root);
  const server = createServer((request, response) => {
    answer(folder, csp, request, response).catch(() => response.destroy());
  });
  await listen(server, port);
  const address = `http://127.0.0.1:${server.address().port}/`;
  const close = () =>
    new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  return { address, port: server.address().port, close };
}

async function main(args) {
  const value = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const root = value("--root") ?? "build/site";
  const asked = value("--port");
  let served;
  try {
    served = await serve({ root, port: Number(asked ?? 8080) });
  } catch (error) {
    if (error.code !== "EADDRINUSE") throw error;
    if (asked !== undefined) {
      console.error(`Port ${asked} is taken; --port 0 picks a free one.`);
      process.exit(1);
    }
    served = await serve({ root, port: 0 });
  }
  console.log(`Serving ${root} at ${served.address}`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
}

// Tests bundle this module into their own file, which is then the program that runs.
if (process.argv[1]?.endsWith("serve.mjs")) await main(process.argv.slice(2));
