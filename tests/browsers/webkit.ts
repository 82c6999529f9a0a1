import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { programOf } from "./program.js";
import type { Browser, Tab } from "./tab.js";

/** The browser that Debian's and Ubuntu's webkit2gtk-driver drives: it lies beside the library. */
function miniBrowser(): string {
  const lib = "/usr/lib";
  const found = readdirSync(lib, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(lib, name)).map((inside) => join(lib, name, inside)))
    .filter((folder) => /\/webkit2?gtk-[\d.]+$/.test(folder))
    .map((folder) => join(folder, "MiniBrowser"));
  assert.ok(found[0], "no MiniBrowser beside WebKitGTK");
  return found[0];
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

/** WebDriver's names of the keys that type nothing. */
const keys: Record<string, string> = {
  Backspace: "\uE003",
  Tab: "\uE004",
  Enter: "\uE006",
  Shift: "\uE008",
  Control: "\uE009",
  Escape: "\uE00C",
  End: "\uE010",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
};

/** WebKitGTK by WebDriver, on a screen that nobody sees. */
export async function openWebKit(): Promise<Browser> {
  const port = await freePort();
  // A group of its own, so that it ends with all that it started.
  const driver = spawn(
    programOf("xvfb-run"),
    ["-a", "-s", "-screen 0 1400x1000x24", programOf("WebKitWebDriver"), `--port=${port}`],
    { detached: true, stdio: ["ignore", "ignore", "inherit"] },
  );
  const binary = miniBrowser();

  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { value } = (await response.json()) as { value: { error?: string; message?: string } };
    assert.equal(value?.error, undefined, `${path}: ${value?.error}: ${value?.message}`);
    return value;
  }

  await ready(() => ask("GET", "/status"));
  let session = "";
  const leave = async (): Promise<void> => {
    if (session !== "") {
      await ask("DELETE", session);
      session = "";
    }
  };
  return {
    name: "WebKitGTK",
    // One at a time: a session of the driver is a browser of its own.
    open: async () => {
      await leave();
      const options = { binary, args: ["--automation"] };
      const { sessionId } = (await ask("POST", "/session", {
        capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } },
      })) as { sessionId: string };
      session = `/session/${sessionId}`;
      await ask("POST", `${session}/window/rect`, { x: 0, y: 0, width: 1280, height: 900 });
      return tabOf((path, body) => ask("POST", session + path, body));
    },
    close: async () => {
      await leave();
      await end(driver);
    },
  };
}

function tabOf(tell: (path: string, body: object) => Promise<unknown>): Tab {
  const act = (type: string, actions: object[], parameters?: object): Promise<unknown> =>
    tell("/actions", { actions: [{ type, id: type, actions, ...(parameters && { parameters }) }] });
  const stroke = (value: string): object[] => [
    { type: "keyDown", value },
    { type: "keyUp", value },
  ];
  return {
    go: async (url) => void (await tell("/url", { url })),
    evaluate: (code) => tell("/execute/sync", { script: `return ${code}`, args: [] }),
    click: async (x, y) => {
      const move = { type: "pointerMove", duration: 0, x: Math.round(x), y: Math.round(y) };
      const down = { type: "pointerDown", button: 0 };
      await act("pointer", [move, down, { type: "pointerUp", button: 0 }], {
        pointerType: "mouse",
      });
    },
    press: async (key, held) => {
      const strokes = stroke(keys[key] ?? key);
      await act(
        "key",
        held
          ? [
              { type: "keyDown", value: keys[held] },
              ...strokes,
              { type: "keyUp", value: keys[held] },
            ]
          : strokes,
      );
    },
    type: async (text) =>
      void (await act(
        "key",
        [...text].flatMap((sign) => stroke(sign === "\n" ? "\uE006" : sign)),
      )),
    // What watch.js has kept.
    problems: async () => {
      const script = `const kept = sessionStorage.getItem("what went wrong");
        sessionStorage.setItem("what went wrong", "[]");
        return kept;`;
      const kept = (await tell("/execute/sync", { script, args: [] })) as string | null;
      return kept === null ? ["nobody watched this page"] : (JSON.parse(kept) as string[]);
    },
  };
}

async function ready(isThere: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await isThere();
      return;
    } catch (error) {
      if (tries > 100) {
        throw error;
      }
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

function end(program: ChildProcess): Promise<void> {
  return new Promise((done) => {
    program.once("exit", () => done());
    process.kill(-(program.pid ?? 0), "SIGTERM");
  });
}
