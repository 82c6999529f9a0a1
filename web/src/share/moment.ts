import type { Command, Data } from "../engine.js";
import type { Moment } from "../scenes/scene.js";

/** A moment is at most so long in a link; longer ones are cut by chats and mail programs. */
export const link_max = 8000;
/** And so long when it is unpacked. */
const bytes_max = 131_072;
const commands_max = 500;
const knobs_max = 50;
const text_max = 1000;
const id_max = 200;
const knob_length_max = 4000;

const version = "1";

function isObject(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** All that comes out of a transformation; more than the bytes allowed throws. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: GenericTransformStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const readable = new Blob([bytes]).stream().pipeThrough(transform) as ReadableStream<Uint8Array>;
  const reader = readable.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) {
      return new Uint8Array(await new Blob(parts).arrayBuffer());
    }
    size += value.byteLength;
    if (size > bytes_max) {
      await reader.cancel();
      throw new RangeError("too long");
    }
    parts.push(new Uint8Array(value));
  }
}

/** A moment as text of letters, digits, `-` and `_` behind its version: `1.…`. Undefined if it is too long for a link. */
export async function packed({ commands, knobs }: Moment): Promise<string | undefined> {
  const told = commands.map(({ type, data, id }) => [
    type,
    data,
    ...(id === undefined ? [] : [id]),
  ]);
  const bytes = new TextEncoder().encode(JSON.stringify([told, knobs]));
  if (commands.length > commands_max || bytes.byteLength > bytes_max) {
    return undefined;
  }
  const deflated = await through(bytes, new CompressionStream("deflate-raw"));
  const base64 = btoa(Array.from(deflated, (byte) => String.fromCharCode(byte)).join(""));
  const text = base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return text.length > link_max ? undefined : `${version}.${text}`;
}

function commandOf(told: unknown): Command {
  const [type, data, id] = Array.isArray(told) ? (told as unknown[]) : [];
  const isCommand = typeof type === "string" && type.length <= text_max && isObject(data);
  if (!isCommand || (id !== undefined && (typeof id !== "string" || id.length > id_max))) {
    throw new TypeError("not a command");
  }
  return { type, data, ...(id === undefined ? {} : { id }) };
}

function isKnob(value: unknown): value is string | number | boolean {
  return (
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value)) ||
    (typeof value === "string" && value.length <= knob_length_max)
  );
}

/** The moment of such a text, whoever made it. Rejects if it is not one. */
export async function unpacked(text: string): Promise<Moment> {
  const [, made, payload] = /^(\d+)\.([\w-]+)$/.exec(text) ?? [];
  if (made !== version || payload === undefined || payload.length > link_max) {
    throw new TypeError("not a moment of this version");
  }
  const binary = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
  const deflated = Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
  const bytes = await through(deflated, new DecompressionStream("deflate-raw"));
  const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  const [told, knobs] = Array.isArray(value) ? (value as unknown[]) : [];
  if (!Array.isArray(told) || told.length > commands_max || !isObject(knobs)) {
    throw new TypeError("not a moment");
  }
  const turned = Object.entries(knobs);
  if (turned.length > knobs_max || !turned.every(([, knob]) => isKnob(knob))) {
    throw new TypeError("not a moment");
  }
  return {
    commands: told.map(commandOf),
    knobs: Object.fromEntries(turned) as Moment["knobs"],
  };
}
