import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where the first of these programs is that the machine has. */
export function programOf(...names: string[]): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
  assert.ok(found, `${names.join(" or ")} is not on PATH`);
  return found;
}

const whole = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The Chromium that has all that a reader's has. */
export function wholeChromium(): string {
  return programOf(...whole);
}

/** What CHROME names; or the one without a window, where there is one, since it opens a page in half the time. */
export function anyChromium(): string {
  return process.env["CHROME"] ?? programOf("chromium-headless-shell", ...whole);
}
