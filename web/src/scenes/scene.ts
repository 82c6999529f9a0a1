import type { TemplateResult } from "lit";
import type { Command } from "../engine.js";
import type { Stage } from "../frame/stage.js";

/** One scene, from the moment its element is on a page until it leaves it. */
export interface Scene {
  render(): TemplateResult;
  /** The reader is near: load the engine. */
  approach(): void;
  /** The element has left for good: everything stops and is freed. */
  leave(): void;
  /** The moment that a link made now would lead back to, if one can. A scene without it cannot be shared. */
  moment?(): Moment | undefined;
  /** Goes to the moment of a link, whose commands are of an outsider's making. Called before `approach`. */
  resume?(moment: Moment): void;
}

/** What a link carries of a scene: what it was told so far, in order, and where its knobs stand. */
export interface Moment {
  commands: Command[];
  knobs: Record<string, string | number | boolean>;
}

/** What the file of a scene brings when it is first needed. */
export interface SceneModule {
  /** Its own style sheets, beside those of the frame. */
  sheets: string[];
  /** What it can be played in, the one that it is without an attribute `domain` first. */
  domains: Record<string, (stage: Stage) => Scene>;
}

interface Registered {
  load: () => Promise<{ scene: SceneModule }>;
  /** How tall it begins, in px, where it is less than 640 px wide, less than 960, and wider. */
  heights_px: readonly [number, number, number];
}

/** The scenes by name; each is a file of its own beside the embed. */
export const scenes: Record<string, Registered> = {
  "ask-or-tell": {
    load: () => import("./ask-or-tell/scene.js"),
    heights_px: [1771, 1214, 1306],
  },
  opening: { load: () => import("./opening/scene.js"), heights_px: [1011, 602, 576] },
  "two-shapes": { load: () => import("./two-shapes/scene.js"), heights_px: [1801, 1339, 1339] },
  breadcrumbs: { load: () => import("./breadcrumbs/scene.js"), heights_px: [2013, 1617, 1450] },
  "unplanned-report": {
    load: () => import("./unplanned-report/scene.js"),
    heights_px: [1592, 1028, 1313],
  },
  "two-people": { load: () => import("./two-people/scene.js"), heights_px: [2056, 1443, 1313] },
  "your-tape": { load: () => import("./your-tape/scene.js"), heights_px: [1659, 1189, 1313] },
  money: { load: () => import("./money/scene.js"), heights_px: [1753, 1276, 1339] },
  playground: { load: () => import("./playground/scene.js"), heights_px: [1150, 1073, 1100] },
};

/** The file of that scene, if there is such a scene. Rejects where it cannot be loaded. */
export async function loadScene(name: string): Promise<SceneModule | undefined> {
  return Object.hasOwn(scenes, name) ? (await scenes[name]!.load()).scene : undefined;
}

/** The scene in that domain, or a sentence that says what there is instead. */
export function openScene(
  name: string,
  module: SceneModule | undefined,
  domain: string,
  stage: Stage,
): Scene | string {
  if (module === undefined) {
    return stage.words.say("no_scene", { name, names: Object.keys(scenes).join(", ") });
  }
  const { domains } = module;
  const names = Object.keys(domains);
  const chosen = domain || names[0]!;
  if (!Object.hasOwn(domains, chosen)) {
    return stage.words.say("no_domain", { name, domain: chosen, names: names.join(", ") });
  }
  return domains[chosen]!(stage);
}
