import type { TemplateResult } from "lit";
import type { Stage } from "../frame/stage.js";
import { AskOrTell } from "./ask-or-tell/scene.js";
import { Bank } from "./ask-or-tell/bank.js";
import { Shop } from "./ask-or-tell/shop.js";

/** One scene, from the moment its element is on a page until it leaves it. */
export interface Scene {
  render(): TemplateResult;
  /** The reader is near: load the engine. */
  approach(): void;
  /** The element has left for good: everything stops and is freed. */
  leave(): void;
}

const scenes: Record<string, Record<string, (stage: Stage) => Scene>> = {
  "ask-or-tell": {
    orders: (stage) => new AskOrTell(stage, () => new Shop()),
    bank: (stage) => new AskOrTell(stage, () => new Bank()),
  },
};

/** The scene of that name in that domain, or a sentence that says what there is instead. */
export function openScene(name: string, domain: string, stage: Stage): Scene | string {
  const domains = scenes[name];
  if (!domains) {
    return `There is no scene “${name}”. There is: ${Object.keys(scenes).join(", ")}.`;
  }
  const open = domains[domain];
  if (!open) {
    return `The scene “${name}” has no domain “${domain}”. It has: ${Object.keys(domains).join(", ")}.`;
  }
  return open(stage);
}
