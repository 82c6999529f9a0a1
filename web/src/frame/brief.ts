import { plain } from "./plain.js";

/** The beginning of what a value says, on one line: it is looked at no further than it is shown. */
export function brief(value: unknown, length_max = 160): string {
  let left = length_max;
  const parts: string[] = [];
  const put = (text: string) => {
    parts.push(plain(text, left));
    left -= text.length;
  };
  const say = (inside: unknown, depth: number): void => {
    if (typeof inside === "string") {
      put(depth === 0 ? inside : `“${inside.slice(0, left)}”`);
    } else if (typeof inside !== "object" || inside === null) {
      put(String(inside));
    } else {
      const list = Array.isArray(inside);
      put(list ? "[" : depth === 0 ? "" : "{ ");
      let first = true;
      for (const name in inside) {
        if (left <= 0 || depth > 8) {
          parts.push("…");
          break;
        }
        put(`${first ? "" : ", "}${list ? "" : `${name.slice(0, left)}: `}`);
        first = false;
        say((inside as Record<string, unknown>)[name], depth + 1);
      }
      put(list ? "]" : depth === 0 ? "" : " }");
    }
  };
  say(value, 0);
  return parts.join("");
}
