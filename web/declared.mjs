// What the package declares, read by the TypeScript compiler from its own .d.ts: names, signatures and what is said of them.
import { dirname, join } from "node:path";
import { format } from "prettier";
import ts from "typescript";

/** How wide a signature may be, in characters: what fits beside the guide's navigation. */
const columns = 72;

/** What is said in a comment for documentation: its text, and its tags in order. */
export function saidIn(comment) {
  const lines = comment
    .replace(/^\/\*\*\s?/, "")
    .replace(/\s*\*\/$/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""));
  const parts = [{ tag: "", lines: [] }];
  let isCode = false;
  for (const line of lines) {
    isCode = line.startsWith("```") ? !isCode : isCode;
    const [, tag, rest] = (!isCode && /^@(\w+)\s*(.*)$/.exec(line)) || [];
    if (tag) parts.push({ tag, lines: [rest] });
    else parts.at(-1).lines.push(line);
  }
  const [about, ...tags] = parts.map(({ tag, lines }) => ({ tag, text: lines.join("\n").trim() }));
  return { text: about.text, tags };
}

function commentOf(node) {
  const doc = node.jsDoc?.at(-1);
  return doc === undefined ? undefined : saidIn(doc.getText());
}

/** The first that is said of a name: overloads are described once. */
function firstSaid(nodes) {
  return nodes.map(commentOf).find((said) => said !== undefined) ?? { text: "", tags: [] };
}

async function formatted(code) {
  const text = await format(code, { parser: "typescript", printWidth: columns });
  return text.trim();
}

/** The code of a member as it stands in an interface. */
async function memberCode(node, within) {
  const text = await formatted(`${within} X {\n${node.getText()}\n}`);
  const lines = text.split("\n").slice(1, -1);
  return lines.map((line) => line.replace(/^ {2}/, "")).join("\n");
}

const isPublic = (node) =>
  !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) &&
  !(node.name && ts.isPrivateIdentifier(node.name));

function memberName(node) {
  if (ts.isConstructorDeclaration(node)) return "constructor";
  return node.name && !ts.isStringLiteral(node.name) ? node.name.getText() : node.name?.text;
}

/** The members of interfaces and classes, by name in their order: overloads are one. */
async function membersOf(nodes) {
  const byName = new Map();
  for (const node of nodes.flatMap(({ members = [] }) => [...members]).filter(isPublic)) {
    const name = memberName(node);
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), node]);
  }
  return Promise.all(
    [...byName].map(async ([name, overloads]) => {
      const within = ts.isClassDeclaration(overloads[0].parent) ? "declare class" : "interface";
      const codes = await Promise.all(overloads.map((node) => memberCode(node, within)));
      return { name, code: codes.join("\n"), ...firstSaid(overloads) };
    }),
  );
}

/** The words of a union of words, with what is said of each. */
function wordsOf(node) {
  if (!ts.isTypeAliasDeclaration(node) || !ts.isUnionTypeNode(node.type)) return [];
  const text = node.getSourceFile().text;
  let end = node.type.getFullStart();
  const words = node.type.types.map((word) => {
    const [comment] = /\/\*\*[^]*?\*\//.exec(text.slice(end, word.getStart())) ?? [];
    end = word.end;
    return { name: word.getText(), code: word.getText(), ...saidIn(comment ?? "") };
  });
  return words.some(({ text: said }) => said !== "") &&
    node.type.types.every((word) => ts.isLiteralTypeNode(word))
    ? words
    : [];
}

const uncommented = (code) => code.replaceAll(/\/\*\*[^]*?\*\/\s*/g, "");

/** An interface's or class's first line; all of anything else. */
async function codeOf(node) {
  const text = node.getText();
  if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) {
    const bare = text.slice(0, node.members.pos - node.getStart());
    const code = await formatted(`${bare}}`);
    return code.replace(/^(export |declare )+/, "").replace(/\s*\{\s*\}$/, "");
  }
  const whole = ts.isVariableDeclaration(node) ? node.parent.parent.getText() : text;
  const code = wordsOf(node).length > 0 ? uncommented(whole) : whole;
  return (await formatted(code)).replace(/^(export |declare )+/, "");
}

const kinds = new Map([
  [ts.SyntaxKind.InterfaceDeclaration, "interface"],
  [ts.SyntaxKind.TypeAliasDeclaration, "type"],
  [ts.SyntaxKind.ClassDeclaration, "class"],
  [ts.SyntaxKind.FunctionDeclaration, "function"],
  [ts.SyntaxKind.VariableDeclaration, "constant"],
]);

/** Reads the declarations of some modules of the package, of which `entries` are the files. */
export class Declared {
  #checker;
  #folder;
  /** The symbols that the modules export, by name. */
  exported = new Map();
  /** The names that each module exports, by its file. */
  modules = new Map();
  #shapes = new Set();

  constructor(folder, entries) {
    this.#folder = folder;
    const roots = entries.map((entry) => join(folder, entry));
    const program = ts.createProgram(roots, {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      strict: true,
      types: [],
      noEmit: true,
    });
    this.#checker = program.getTypeChecker();
    for (const [i, root] of roots.entries()) {
      const module = this.#checker.getSymbolAtLocation(program.getSourceFile(root));
      const symbols = this.#checker.getExportsOfModule(module);
      this.modules.set(
        entries[i],
        symbols.map(({ name }) => name),
      );
      for (const symbol of symbols) this.exported.set(symbol.name, this.#original(symbol));
    }
  }

  #original(symbol) {
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  #isOurs(symbol) {
    return symbol.declarations?.some(
      (node) => dirname(node.getSourceFile().fileName) === this.#folder,
    );
  }

  /** What is said of a symbol, its code and its members. */
  async describe(symbol) {
    const nodes = symbol.declarations;
    const codes = await Promise.all(nodes.map(codeOf));
    const words = nodes.flatMap(wordsOf);
    const statements = nodes.map((node) =>
      ts.isVariableDeclaration(node) ? node.parent.parent : node,
    );
    return {
      name: symbol.name,
      kind: kinds.get(nodes[0].kind),
      code: codes.join("\n\n"),
      ...firstSaid(statements),
      members: words.length > 0 ? words : await membersOf(nodes),
    };
  }

  /** Interfaces that an interface has all of and that nobody can import: their members are its own. */
  inherited(symbol) {
    const bases = symbol.declarations
      .flatMap(({ heritageClauses = [] }) => [...heritageClauses])
      .flatMap(({ types }) => [...types])
      .map(({ expression }) => this.#original(this.#checker.getSymbolAtLocation(expression)));
    return bases.filter((base) => this.#isOurs(base) && this.exported.get(base.name) !== base);
  }

  /** What the declarations of a symbol speak of and nobody can import. */
  hidden(symbol) {
    const found = new Set();
    const bases = this.inherited(symbol);
    const visit = (node) => {
      if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) {
        const named = this.#checker.getSymbolAtLocation(node.typeName);
        const meant = named && this.#original(named);
        const isParameter = meant && meant.flags & ts.SymbolFlags.TypeParameter;
        if (meant && !isParameter && this.#isOurs(meant) && !bases.includes(meant)) {
          if (this.exported.get(meant.name) !== meant) found.add(meant);
        }
      }
      ts.forEachChild(node, visit);
    };
    symbol.declarations.forEach(visit);
    return [...found];
  }

  /** The interfaces that `messages` has given so far. */
  shapes() {
    return [...this.#shapes];
  }

  /** The interfaces of messages of a table such as `Domains`, by domain and by what they are. */
  async messages(symbol) {
    const typeOf = (property) => this.#checker.getTypeOfSymbol(property);
    const propertiesOf = (type) => this.#checker.getPropertiesOfType(type);
    const shapeOf = async (type) => {
      const named = type.symbol;
      if (!named?.declarations?.some((node) => ts.isInterfaceDeclaration(node))) return undefined;
      if (!this.#isOurs(named)) return undefined;
      this.#shapes.add(named);
      // What its fields lead to.
      const inside = propertiesOf(type).map(typeOf).map(itemOf);
      return { ...(await this.describe(named)), inside: await Promise.all(inside.map(shapeOf)) };
    };
    const itemOf = (type) => {
      const some = this.#checker.getNonNullableType(type);
      return this.#checker.isArrayType(some) ? this.#checker.getTypeArguments(some)[0] : some;
    };
    const table = this.#checker.getDeclaredTypeOfSymbol(symbol);
    return Promise.all(
      propertiesOf(table).map(async (domain) => {
        const [commands, events, queries, state] = propertiesOf(typeOf(domain)).map(typeOf);
        const all = (type) =>
          Promise.all(
            propertiesOf(type).map(async (message) => ({
              ...(await shapeOf(typeOf(message))),
              name: message.name,
            })),
          );
        const asked = await Promise.all(
          propertiesOf(queries).map(async (query) => {
            const [params, result] = propertiesOf(typeOf(query)).map(typeOf);
            return {
              name: query.name,
              ...firstSaid(query.declarations),
              params: await shapeOf(params),
              answer: this.#checker.typeToString(result),
              row: await shapeOf(itemOf(result)),
            };
          }),
        );
        return {
          name: domain.name,
          ...firstSaid(domain.declarations),
          commands: await all(commands),
          events: await all(events),
          queries: asked,
          state: await shapeOf(state),
        };
      }),
    );
  }
}
