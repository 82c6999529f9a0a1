// Cuts out of src/domains the functions that a command, an event or a query runs through, so that the
// page shows the code that ran and not a copy of it.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Where the bracket opened at `open` closes; brackets in comments and literals do not count. */
function closing(text, open) {
  const parts = /\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\]|\\.)*"|(?<!\w)'(?:[^'\\]|\\.)+'|[{}]/g;
  parts.lastIndex = open;
  let depth = 0;
  for (let part = parts.exec(text); part; part = parts.exec(text)) {
    depth += part[0] === "{" ? 1 : part[0] === "}" ? -1 : 0;
    if (depth === 0) {
      return part.index + 1;
    }
  }
  return undefined;
}

/** The function of one of these names that takes a `const Type&`, without its indentation. */
function cutFunction(text, names, type) {
  const parameters = `\\([^(){};]*\\bconst ${type}&[^(){};]*\\)`;
  const head = new RegExp(
    `^([ \\t]*)(?:\\S[^\\n(){};]*[ *&])?(?:${names.join("|")})${parameters}[\\w\\s]*\\{`,
    "m",
  );
  const found = head.exec(text);
  const end = found && closing(text, found.index + found[0].length - 1);
  return end && undented(text.slice(found.index, end));
}

function undented(code) {
  const indent = /^[ \t]*/.exec(code)[0];
  return code.replaceAll(new RegExp(`^${indent}`, "gm"), "");
}

/** The functions that refuse without being a decision themselves, by the reason they give. */
function rulesIn(text) {
  const heads = [...text.matchAll(/^[ \t]*static \w+ (?!decide)\w+\([^(){};]*\) \{/gm)];
  return heads.flatMap(({ 0: head, index }) => {
    const code = undented(text.slice(index, closing(text, index + head.length - 1)));
    return [...code.matchAll(/reject\("(\w+)"/g)].map(([, reason]) => ({ reason, code }));
  });
}

/** The C++ types that have this name outside. */
function typesNamed(text, name) {
  const aliases = [...text.matchAll(/^using (\w+) =\s*\w+<"(\w+)"/gm)]
    .filter(([, , given]) => given === name)
    .map(([, type]) => type);
  const declared = [...text.matchAll(/string_view name = "(\w+)";/g)]
    .filter(([, given]) => given === name)
    .map(
      ({ index }) => [...text.slice(0, index).matchAll(/^(?:struct|class) (\w+)/gm)].at(-1)?.[1],
    );
  return [...aliases, ...declared].filter(Boolean);
}

/** `{ "decide PlaceOrder": { code, where }, … }` for every message of the schema; throws when one is not found. */
export async function cutSources(folder, schema) {
  const names = (await readdir(folder)).filter((name) => /\.[ch]pp$/.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const cut = (functions, message) => {
    const types = texts.flatMap((text) => typesNamed(text, message));
    for (const type of types) {
      for (const [i, text] of texts.entries()) {
        const code = cutFunction(text, functions, type);
        if (code) {
          return { code, where: `src/domains/${names[i]}` };
        }
      }
    }
    const takes =
      types.length > 0 ? `const ${types.join("& or const ")}&` : `the message "${message}"`;
    throw new Error(`src/domains: found no ${functions.join(" or ")} that takes ${takes}`);
  };
  // A rule that several commands share stands in a function of its own.
  const rules = texts.flatMap((text, i) => {
    const where = `src/domains/${names[i]}`;
    return rulesIn(text).map(({ reason, code }) => [`refuse ${where} ${reason}`, { code, where }]);
  });
  const all = (kind, functions, messages) =>
    Object.keys(messages).map((message) => [`${kind} ${message}`, cut(functions, message)]);
  return Object.fromEntries([
    ...rules,
    ...all("decide", ["decide"], schema.commands),
    ...all("evolve", ["evolve", "change"], schema.events),
    ...all("query", ["answer"], schema.queries),
  ]);
}
