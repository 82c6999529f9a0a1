// What src/domains says of its messages in comments, by their names outside. The core itself carries none of it.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The text of lines `/// …`. */
const textOf = (lines) => lines.replaceAll(/^[ \t]*\/\/\/ ?/gm, "").trim();

const above = String.raw`((?:^\/\/\/.*\n)*)`;

/** The fields of a struct by their names outside, with what stands behind them. */
function fieldsOf(body) {
  const said = new Map(
    [...body.matchAll(/(\w+)(?: = [^;]+)?;\s*\/\/\/< (.*(?:\n\s*\/\/\/< .*)*)/g)].map(
      ([, member, text]) => [member, text.replaceAll(/\n\s*\/\/\/< /g, " ")],
    ),
  );
  const named = [...body.matchAll(/field\("(\w+)",\s*&\w+::(\w+)/g)];
  return Object.fromEntries(
    named.flatMap(([, name, member]) => (said.has(member) ? [[name, said.get(member)]] : [])),
  );
}

/** `{ domains: { bank: "…" }, messages: { Deposit: { text, fields } } }`, of what has such comments. */
export async function commentsIn(folder) {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".hpp")).sort();
  const domains = {};
  const messages = {};
  const structs = new Map();
  const aliases = [];
  for (const file of files) {
    const text = await readFile(join(folder, file), "utf8");
    const [, space = ""] = /^namespace (\w+) \{/m.exec(text) ?? [];
    for (const [, lines, name] of text.matchAll(
      new RegExp(`${above}^namespace (\\w+) \\{`, "gm"),
    )) {
      if (lines !== "") domains[name] = textOf(lines);
    }
    const struct = new RegExp(
      String.raw`${above}(?:^template <.*>\n)?^struct (\w+) \{\n([^]*?)^\};`,
      "gm",
    );
    for (const [, lines, type, body] of text.matchAll(struct)) {
      const fields = fieldsOf(body);
      structs.set(`${space}::${type}`, fields);
      const [, name] = /string_view name = "(\w+)";/.exec(body) ?? [];
      // A domain and a read model have names, but no fields.
      if (name && body.includes("fields()")) messages[name] = { text: textOf(lines), fields };
    }
    const alias = new RegExp(String.raw`${above}^using \w+ =\s*([\w:]+)<"(\w+)"`, "gm");
    for (const [, lines, of, name] of text.matchAll(alias)) {
      aliases.push([name, lines, of.includes("::") ? of : `${space}::${of}`]);
    }
  }
  for (const [name, lines, of] of aliases) {
    messages[name] = { text: textOf(lines), fields: structs.get(of) ?? {} };
  }
  return { domains, messages };
}
