import type { Engine } from "../../engine.js";
import { textOf } from "../../frame/bounded.js";
import type { Brought } from "../../frame/stage.js";
import { engineWith } from "../../parts.js";
import { bytes_max, Faulty, messageOf, playOf, told, type Play, type Says } from "./play.js";

/** The commands of the author: of the file that the tag names, else of what is inside the tag. */
export async function bringPlay(words: Says, { src, inside }: Brought): Promise<Play> {
  if (src !== "") {
    let text: string;
    try {
      text = await textOf(new URL(src, document.baseURI).href, bytes_max);
    } catch (error) {
      const what = words.say("not_loaded", { message: messageOf(error) });
      throw new Faulty([told(words, src, "", what)]);
    }
    return playOf(words, src, text);
  }
  const nested =
    inside.querySelector('script[type="application/json"]') ?? inside.querySelector("pre code");
  const file = words.say("inside");
  if (!nested) {
    throw new Faulty([told(words, file, "", words.say("no_source"))]);
  }
  return playOf(words, file, nested.textContent ?? "");
}

/** Lets the author's module define its domains and read models. */
export async function bringModule(words: Says, engine: Engine, module: string): Promise<void> {
  const fault = (what: string) => new Faulty([told(words, module, "", what)]);
  const address = addressOf(module);
  // Code that is written into the address itself is no file of the author's.
  if (!address || !["http:", "https:"].includes(address.protocol)) {
    throw fault(words.say("not_an_address"));
  }
  let bring: unknown;
  try {
    bring = ((await import(address.href)) as { default?: unknown }).default;
  } catch (error) {
    throw fault(words.say("not_loaded", { message: messageOf(error) }));
  }
  if (typeof bring !== "function") {
    throw fault(words.say("no_function"));
  }
  const { type, reject } = await engineWith(["all"]);
  try {
    await (bring as (engine: Engine, tools: object) => unknown)(engine, { type, reject });
  } catch (error) {
    throw fault(words.say("threw", { message: messageOf(error) }));
  }
}

function addressOf(module: string): URL | undefined {
  try {
    return new URL(module, document.baseURI);
  } catch {
    return undefined;
  }
}
