import type { Command, Data, Engine } from "../engine.js";
import type { Moment } from "./scene.js";

/** Which values are allowed where a link names one. */
export type Allows = (value: unknown) => boolean;

export function oneOf(...values: readonly unknown[]): Allows {
  return (value) => values.includes(value);
}

export function between(min: number, max: number): Allows {
  return (value) => typeof value === "number" && value >= min && value <= max;
}

/** A position, or another count. */
export const count: Allows = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

export const yesOrNo = oneOf(true, false);

/** A text of so many characters at most. */
export function text(max: number): Allows {
  return (value) => typeof value === "string" && value.length <= max;
}

/** Something on a scene that stays as it is set. */
export interface Setting {
  allows: Allows;
  read(): string | number | boolean;
  turn(to: string | number | boolean): void;
}

/** Something that a reader does in a scene and that is no command, and what it takes. */
export interface Deed {
  takes: Record<string, Allows>;
  run(engine: Engine, data: Data): void;
}

export type Settings = Record<string, Setting>;
export type Deeds = Record<string, Deed>;

/** No command of the domains compiled in begins with it. */
const mark = "@";

export function asCommand(name: string, data: Data): Command {
  return { type: `${mark}${name}`, data };
}

/** The name of the deed that is written as a command, if it is one of these. */
export function deedOf(deeds: Deeds, { type }: Command): string | undefined {
  const name = type.slice(mark.length);
  return type.startsWith(mark) && Object.hasOwn(deeds, name) ? name : undefined;
}

/** Whether a moment, which is of an outsider's making, is one of a scene with these. */
export function fits({ commands, knobs }: Moment, settings: Settings, deeds: Deeds): boolean {
  const turned = Object.entries(knobs).every(
    ([name, value]) => Object.hasOwn(settings, name) && settings[name]!.allows(value),
  );
  const done = commands.every((command) => {
    const name = deedOf(deeds, command);
    const takes: Deed["takes"] = name === undefined ? {} : deeds[name]!.takes;
    return name === undefined
      ? !command.type.startsWith(mark)
      : Object.keys(command.data).every((key) => Object.hasOwn(takes, key)) &&
          Object.entries(takes).every(([key, allows]) => allows(command.data[key]));
  });
  return turned && done;
}
