// The reference in the guide, and what the declarations say of everything that can be imported.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { transform } from "esbuild";
import ts from "typescript";

const run = promisify(execFile);
const declarations = resolve("build/package");
const modules = {
  "cqrs-wasm": "index",
  "cqrs-wasm/testing": "testing",
  "cqrs-wasm/element": "element",
};
const files = Object.values(modules).map((name) => `${declarations}/${name}.d.ts`);
const program = ts.createProgram(files, {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  types: [],
});
const checker = program.getTypeChecker();

const isOurs = (node) => node.getSourceFile().fileName.startsWith(`${declarations}/`);

const original = (symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** The symbols that a file exports. */
function exportsOf(file) {
  return checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
    .map((symbol) => [symbol.name, original(symbol)]);
}

/** What a reader can come to: the exports, and all of the package that their declarations speak of. */
const reached = new Map();
for (const [name, symbol] of files.flatMap(exportsOf)) reach(name, symbol);

function reach(name, symbol) {
  if (reached.has(symbol)) return;
  reached.set(symbol, name);
  const visit = (node) => {
    const named = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
    const meant = named && checker.getSymbolAtLocation(named);
    const found = meant && original(meant);
    const isType = found && !(found.flags & ts.SymbolFlags.TypeParameter);
    if (isType && found.declarations?.some(isOurs)) reach(found.name, found);
    ts.forEachChild(node, visit);
  };
  symbol.declarations.filter(isOurs).forEach(visit);
}

const isSaid = (nodes) =>
  nodes.some((node) => /\w/.test(ts.getTextOfJSDocComment(node.jsDoc?.at(-1)?.comment) ?? ""));
const isMember = (node) =>
  ts.isPropertySignature(node) ||
  ts.isMethodSignature(node) ||
  ts.isPropertyDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isConstructorDeclaration(node);

/** The members of an interface or class, and of the objects that a type is made of. Overloads are one. */
function membersOf(symbol) {
  const found = new Map();
  const visit = (node) => {
    if (isMember(node)) {
      const name = node.name?.getText() ?? "constructor";
      // In each arm of a union it is another one.
      const key = `${symbol.name}.${name} ${node.parent.pos}`;
      found.set(key, [...(found.get(key) ?? []), node]);
    } else if (!ts.isConditionalTypeNode(node) && !ts.isFunctionDeclaration(node)) {
      ts.forEachChild(node, visit);
    }
  };
  symbol.declarations.filter(isOurs).forEach(visit);
  return found;
}

test("everything that can be imported, and every member of it, says what it is", () => {
  const missing = [];
  for (const [symbol, name] of reached) {
    const statements = symbol.declarations.map((node) =>
      ts.isVariableDeclaration(node) ? node.parent.parent : node,
    );
    if (!isSaid(statements)) missing.push(name);
    for (const [key, nodes] of membersOf(symbol)) {
      if (!isSaid(nodes)) missing.push(key.split(" ")[0]);
    }
  }
  assert.ok(reached.size > 80);
  assert.deepEqual(missing, []);
});

test("every error code says when it is given", () => {
  const [node] = exportsOf(files[0]).find(([name]) => name === "ErrorCode")[1].declarations;
  const codes = node.type.types.map((type) => type.getText());
  const text = node.getText();
  assert.ok(codes.length > 10);
  for (const code of codes) {
    assert.match(text, new RegExp(`\\*/\\s*\\|?\\s*${code}`), `${code} has no docstring`);
  }
});

const pages = readdirSync("build/site/guide").filter((file) => file.startsWith("reference"));
const texts = new Map(
  pages.map((file) => [file, readFileSync(`build/site/guide/${file}`, "utf8")]),
);
const ids = new Set(
  [...texts.values()].flatMap((text) => [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)),
);

test("the reference has a place for each export and for each member of it", () => {
  const missing = [];
  const index = texts.get("reference.html");
  const exported = new Set(files.flatMap(exportsOf).map(([, symbol]) => symbol));
  for (const [name, symbol] of files.flatMap(exportsOf)) {
    if (!ids.has(name)) missing.push(name);
    if (!index.includes(`#${name}"><code>${name}</code>`)) missing.push(`${name} in the overview`);
    if (!(symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class))) continue;
    if (["Domains", "Services"].includes(name)) continue;
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    for (const member of checker.getPropertiesOfType(type)) {
      if (!member.declarations?.some(isOurs)) continue;
      const label = member.name.startsWith("__@") ? "Symbol.dispose" : member.name;
      const owner = original(checker.getSymbolAtLocation(member.declarations[0].parent.name));
      // What can be imported by itself is described there.
      const at = exported.has(owner) ? owner.name : name;
      if (!ids.has(`${at}.${label}`)) missing.push(`${at}.${label}`);
    }
  }
  assert.deepEqual(missing, []);
});

test("the reference has a place for each message of the domains, and for its fields", () => {
  const missing = [];
  let count = 0;
  for (const [name, symbol] of exportsOf(files[0]).filter(([name]) =>
    /^(Domains|Services)$/.test(name),
  )) {
    for (const domain of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))) {
      if (!ids.has(`domain.${domain.name}`)) missing.push(`${name}.${domain.name}`);
      for (const kind of checker.getPropertiesOfType(checker.getTypeOfSymbol(domain))) {
        if (kind.name === "state") continue;
        for (const message of checker.getPropertiesOfType(checker.getTypeOfSymbol(kind))) {
          count += 1;
          const id = kind.name === "queries" ? `query.${message.name}` : message.name;
          if (!ids.has(id)) missing.push(id);
          if (kind.name === "queries") {
            if (!isSaid(message.declarations)) missing.push(`what ${id} answers`);
            continue;
          }
          for (const field of checker.getPropertiesOfType(checker.getTypeOfSymbol(message))) {
            if (!ids.has(`${id}.${field.name}`)) missing.push(`${id}.${field.name}`);
          }
        }
      }
    }
  }
  assert.ok(count > 40);
  assert.deepEqual(missing, []);
});

test("every reason for which a domain refuses is told at one of its commands", () => {
  for (const domain of ["bank", "orders", "payments", "inventory", "shipping"]) {
    const source = readFileSync(`src/domains/${domain}.hpp`, "utf8");
    const reasons = [...source.matchAll(/reject\("(\w+)"/g)].map(([, reason]) => reason);
    const told = [...source.matchAll(/^\/\/\/ .*$/gm)].join("\n");
    assert.ok(reasons.length > 0);
    for (const reason of reasons) assert.ok(told.includes(`\`${reason}\``), `${domain}: ${reason}`);
  }
});

/** The examples in the docstrings. */
const examples = readdirSync(declarations)
  .filter((file) => file.endsWith(".d.ts"))
  .flatMap((file) => {
    const text = readFileSync(`${declarations}/${file}`, "utf8");
    return [...text.matchAll(/\/\*\*[^]*?\*\//g)]
      .map(([comment]) => comment.replaceAll(/^ *\* ?/gm, ""))
      .flatMap((comment) => [...comment.matchAll(/^```ts\n([^]*?)\n```$/gm)])
      .map(([, code]) => ({ file, code }));
  });

/** A module with an example in it, for which there are an engine with an account and an order, and all exports. */
function moduleOf(code) {
  const isImport = (line) => /^import .* from "cqrs-wasm/.test(line);
  const lines = code.split("\n");
  const imported = new Set(
    lines.filter(isImport).flatMap((line) =>
      /\{(.*)\}/
        .exec(line)[1]
        .split(",")
        .map((name) => name.trim()),
    ),
  );
  const imports = Object.entries(modules).map(([module, name]) => {
    const names = exportsOf(`${declarations}/${name}.d.ts`)
      .filter(([name]) => !imported.has(name) && new RegExp(`\\b${name}\\b`).test(code))
      .filter(([name]) => !["createCqrs", "unwrap"].includes(name) || !imported.has(name))
      .map(([name, symbol]) => (symbol.flags & ts.SymbolFlags.Value ? name : `type ${name}`));
    return names.length > 0 ? `import { ${names.join(", ")} } from "${module}";` : "";
  });
  return `${imports.join("\n")}
${lines.filter(isImport).join("\n")}
import { createCqrs as create } from "cqrs-wasm";
const cqrs = await create();
cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } });
cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 500 } });
cqrs.dispatch({
  type: "PlaceOrder",
  data: { orderId: "o1", customer: "Ann", lines: [{ sku: "pen", quantity: 1, unitPrice: 5 }] },
});
{
${lines.filter((line) => !isImport(line)).join("\n")}
}
export {};
`;
}

test("every example in a docstring compiles, and prints what it says it does", async () => {
  assert.ok(examples.length > 30, `${examples.length} examples`);
  const folder = "build/tests/examples";
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(`${folder}/node_modules`, { recursive: true });
  symlinkSync(declarations, `${folder}/node_modules/cqrs-wasm`);
  writeFileSync(`${folder}/package.json`, '{ "private": true, "type": "module" }');
  const written = examples.map(({ file, code }, i) => {
    const name = `${folder}/${basename(file, ".d.ts")}-${i}.ts`;
    writeFileSync(name, moduleOf(code));
    return { name, file, code };
  });
  const { options, errors } = ts.convertCompilerOptionsFromJson(
    { target: "ES2022", module: "ESNext", moduleResolution: "Bundler", strict: true, noEmit: true },
    folder,
  );
  assert.deepEqual(errors, []);
  const names = written.map(({ name }) => name);
  const faults = ts.getPreEmitDiagnostics(ts.createProgram(names, options)).map((fault) => {
    const at = fault.file?.getLineAndCharacterOfPosition(fault.start ?? 0).line ?? 0;
    const line = fault.file?.text.split("\n")[at] ?? "";
    return `${fault.file?.fileName}: ${line}: ${ts.flattenDiagnosticMessageText(fault.messageText, "\n")}`;
  });
  assert.deepEqual(faults, []);
  for (const { name, file, code } of written) {
    // Elements need a page: they have tests of their own.
    if (file === "element.d.ts") continue;
    const { code: script } = await transform(readFileSync(name, "utf8"), { loader: "ts" });
    const program = name.replace(/ts$/, "js");
    writeFileSync(program, script);
    const { stdout } = await run(process.execPath, [program]);
    const told = [...code.matchAll(/console\.log\(.*\); \/\/ ([^:\n]*)/g)].map(
      ([, words]) => words,
    );
    const printed = stdout.split("\n");
    for (const words of told) assert.ok(printed.includes(words), `${code}\nprinted ${stdout}`);
  }
});
