import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { SITE_CSP, serve } from "../web/serve.mjs";

let folder, site;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "cqrs-serve-"));
  mkdirSync(join(folder, "site", "deep"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), "not for the site");
  writeFileSync(join(folder, "site", "index.html"), "<p>home");
  writeFileSync(join(folder, "site", "deep", "index.html"), "<p>deep");
  writeFileSync(join(folder, "site", "embed.js"), "export {};");
  writeFileSync(join(folder, "site", "dot.png"), "a picture");
  writeFileSync(join(folder, "site", "core.wasm"), Buffer.from([0, 97, 115, 109]));
  site = await serve({ root: join(folder, "site") });
});

after(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

// node:http sends the path as it is written; fetch would tidy it first.
const ask = (path, method = "GET", { port } = site, sent = {}) =>
  new Promise((done, failed) => {
    request({ host: "127.0.0.1", port, path, method, headers: sent }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => {
        const bytes = Buffer.concat(parts);
        const { statusCode: status, headers } = response;
        done({ status, headers, bytes, body: bytes.toString() });
      });
    })
      .on("error", failed)
      .end();
  });

test("files come with their type, open to other origins and under the page's policy", async () => {
  for (const [path, type] of [
    ["/", "text/html; charset=utf-8"],
    ["/index.html?x=1", "text/html; charset=utf-8"],
    ["/embed.js", "text/javascript; charset=utf-8"],
    ["/core.wasm", "application/wasm"],
  ]) {
    const { status, headers } = await ask(path);
    assert.equal(status, 200, path);
    assert.equal(headers["content-type"], type);
    assert.equal(headers["access-control-allow-origin"], "*");
    assert.equal(headers["content-security-policy"], SITE_CSP);
  }
});

test("a folder is its index.html, and gets its slash first", async () => {
  assert.equal((await ask("/deep/")).body, "<p>deep");
  const { status, headers } = await ask("/deep");
  assert.equal(status, 308);
  assert.equal(headers.location, "/deep/");
});

test("a redirect never names another host", async () => {
  const { headers } = await ask("//deep");
  assert.ok(headers.location === undefined || !headers.location.startsWith("//"));
});

test("HEAD answers the same headers without the body, other methods are refused", async () => {
  const { status, headers, body } = await ask("/embed.js", "HEAD");
  assert.deepEqual([status, headers["content-length"], body], [200, "10", ""]);
  assert.equal((await ask("/embed.js", "POST")).status, 405);
});

test("text comes compressed to whoever takes it so", async () => {
  const takes = { "Accept-Encoding": "gzip, br" };
  const { headers, bytes } = await ask("/embed.js", "GET", site, takes);
  assert.equal(headers["content-encoding"], "gzip");
  assert.equal(headers.vary, "Accept-Encoding");
  assert.equal(gunzipSync(bytes).toString(), "export {};");
  assert.equal((await ask("/embed.js")).headers["content-encoding"], undefined);
  assert.equal((await ask("/dot.png", "GET", site, takes)).headers["content-encoding"], undefined);
});

test("nothing outside the root is served", async () => {
  for (const path of [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/deep/../../secret.txt",
    "/..%5csecret.txt",
    "/%00",
    "/%zz",
    "/absent.js",
    "/site-of-somebody-else/",
  ]) {
    const { status, body } = await ask(path);
    assert.equal(status, 404, path);
    assert.doesNotMatch(body, /not for the site/);
  }
});

test("a host page's own policy, or none, can be asked for", async () => {
  const other = await serve({ root: join(folder, "site"), csp: "" });
  assert.equal((await ask("/", "GET", other)).headers["content-security-policy"], undefined);
  await other.close();
});

test("a taken port is an error for whoever asked for it", async () => {
  await assert.rejects(serve({ root: folder, port: site.port }), { code: "EADDRINUSE" });
});
