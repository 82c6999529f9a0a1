import type { TemplateResult } from "lit";
import type { Command } from "../engine.js";
import type { Stage } from "../frame/stage.js";
import type { Part } from "../parts.js";

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
  /** Begins it, in the domain that its file was loaded for. */
  begin: (stage: Stage, domain: string) => Scene;
}

/** A scene in a domain: a file of its own beside the embed. */
interface Registered {
  load: () => Promise<{ scene: SceneModule }>;
  /** What its engine is made of. */
  parts: readonly Part[];
  /** How tall it begins, in px, where it is less than 640 px wide, less than 960, and wider. */
  heights_px: readonly [number, number, number];
}

/** The scenes by name, each by the domains it can be played in; it is in the first without an attribute `domain`. */
export const scenes: Record<string, Record<string, Registered>> = {
  "ask-or-tell": {
    orders: {
      load: () => import("./ask-or-tell/in-a-shop.js"),
      parts: ["orders"],
      heights_px: [1873, 1316, 1306],
    },
    bank: {
      load: () => import("./ask-or-tell/in-a-bank.js"),
      parts: ["bank"],
      heights_px: [2055, 1452, 1376],
    },
  },
  opening: {
    orders: {
      load: () => import("./opening/scene.js"),
      parts: ["orders"],
      heights_px: [1065, 619, 578],
    },
  },
  "two-shapes": {
    orders: {
      load: () => import("./two-shapes/scene.js"),
      parts: ["orders"],
      heights_px: [1899, 1420, 1339],
    },
  },
  breadcrumbs: {
    orders: {
      load: () => import("./breadcrumbs/scene.js"),
      parts: ["orders", "services"],
      heights_px: [2003, 1496, 1450],
    },
  },
  "unplanned-report": {
    orders: {
      load: () => import("./unplanned-report/scene.js"),
      parts: ["orders", "record"],
      heights_px: [1799, 1502, 1557],
    },
  },
  "two-people": {
    orders: {
      load: () => import("./two-people/scene.js"),
      parts: ["orders"],
      heights_px: [2172, 1503, 1313],
    },
  },
  "your-tape": {
    visit: {
      load: () => import("./your-tape/scene.js"),
      parts: [],
      heights_px: [1685, 1275, 1313],
    },
  },
  money: {
    bank: {
      load: () => import("./money/scene.js"),
      parts: ["bank"],
      heights_px: [1827, 1319, 1339],
    },
  },
  playground: {
    orders: {
      load: () => import("./playground/scene.js"),
      parts: ["orders", "bank"],
      heights_px: [1150, 1073, 1100],
    },
    bank: {
      load: () => import("./playground/scene.js"),
      parts: ["orders", "bank"],
      heights_px: [1150, 1073, 1100],
    },
  },
};

/** The scene of that name in that domain, if there is one. */
export function sceneNamed(
  name: string,
  domain: string,
): (Registered & { domain: string }) | undefined {
  const domains = Object.hasOwn(scenes, name) ? scenes[name]! : {};
  const chosen = domain || Object.keys(domains)[0];
  return chosen !== undefined && Object.hasOwn(domains, chosen)
    ? { ...domains[chosen]!, domain: chosen }
    : undefined;
}

/** A sentence that says what there is instead. */
export function noneNamed({ words }: Stage, name: string, domain: string): string {
  const names = (of: object): string => Object.keys(of).join(", ");
  return Object.hasOwn(scenes, name)
    ? words.say("no_domain", { name, domain, names: names(scenes[name]!) })
    : words.say("no_scene", { name, names: names(scenes) });
}
