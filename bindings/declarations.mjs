// TypeScript declarations of the messages, from the catalogue that the core gives of itself.

/** A comment for documentation, of several lines where one is too long. */
function comment(text, indent = "") {
  if (text === "") return "";
  const line = `${indent}/** ${text} */\n`;
  if (!text.includes("\n") && line.length <= 120) return line;
  const lines = text.split("\n").map((each) => `${indent} * ${each}`.trimEnd());
  return `${indent}/**\n${lines.join("\n")}\n${indent} */\n`;
}

/** Interfaces by name; the same name for another body gets a number. `comments` is what is said of them. */
class Interfaces {
  #bodies = new Map();

  constructor(comments) {
    this.comments = comments;
  }

  /** What is said of a message. */
  said(name) {
    return this.comments.messages[name] ?? { text: "", fields: {} };
  }

  add(name, body) {
    for (let n = 1; ; ++n) {
      const candidate = n === 1 ? name : `${name}${n}`;
      const taken = this.#bodies.get(candidate);
      if (taken === undefined) this.#bodies.set(candidate, body);
      if (taken === undefined || taken === body) return candidate;
    }
  }

  text() {
    const about = (name) => {
      const [, query] = /^(\w+)Params$/.exec(name) ?? [];
      const { text } = this.said(name);
      return text === "" && query ? `What the query \`${uncapitalised(query)}\` takes.` : text;
    };
    return [...this.#bodies]
      .map(([name, body]) => `${comment(about(name))}export interface ${name} ${body}\n`)
      .join("\n");
  }
}

/**
 * The source of a module that exports an interface for each message, and `Domains` and `Services`, which have them all
 * by name. The domains are those of `domainNames`, and `comments` is what the sources say of the messages.
 */
export function declarations(catalogue, domainNames, comments) {
  const interfaces = new Interfaces(comments);
  const declared = ({ name, schema }) => `${name}: ${typeOf(schema, name, interfaces)};`;
  const query = ({ name, params, result }) => {
    const taken = typeOf(params, `${capitalised(name)}Params`, interfaces, true);
    const row = typeOf(result, `${capitalised(name)}Row`, interfaces);
    // A list may be empty; a single row may not be there.
    const given = result.type === "array" ? row : `${row} | null`;
    return `${comment(interfaces.said(name).text, "      ")}      ${name}: { params: ${taken}; result: ${given} };`;
  };
  const described = ({ domain, schema }) => {
    const own = (messages) => messages.filter((message) => message.domain === domain);
    return `${comment(comments.domains[domain] ?? "", "  ").trimStart()}  ${domain}: {
    commands: { ${own(catalogue.commands).map(declared).join(" ")} };
    events: { ${own(catalogue.events).map(declared).join(" ")} };
    queries: {
${own(catalogue.queries).map(query).join("\n")}
    };
    state: ${typeOf(schema, `${capitalised(domain)}State`, interfaces)};
  };`;
  };
  const isDomain = ({ domain }) => domainNames.includes(domain);
  const table = (name, about, states) =>
    `/** ${about} */\nexport interface ${name} {\n  ${states.map(described).join("\n  ")}\n}\n`;
  const domains = catalogue.states.filter(isDomain);
  const services = catalogue.states.filter((state) => !isDomain(state));
  const all = `${table("Domains", "The domains compiled in.", domains)}
${table("Services", "The services around an order.", services)}`;
  const names = `export const domainNames = ${JSON.stringify(domainNames)};\n`;
  return `// Made by bindings/build.mjs from what the core says of itself.\n\n${interfaces.text()}\n${all}\n${names}`;
}

function typeOf(schema, name, interfaces, isParams = false) {
  switch (schema.type) {
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "string":
      return schema.enum ? schema.enum.map((word) => JSON.stringify(word)).join(" | ") : "string";
    case "array":
      return `${typeOf(schema.items, `${name}Item`, interfaces)}[]`;
    case "object":
      if (Object.keys(schema.properties ?? {}).length === 0) return "Record<string, never>";
      return interfaces.add(
        isParams ? name : (schema.title ?? name),
        bodyOf(schema, name, interfaces),
      );
    default:
      throw new Error(`${name}: no TypeScript type for ${JSON.stringify(schema)}`);
  }
}

function bodyOf(schema, name, interfaces) {
  const required = new Set(schema.required);
  // The parameters of a query have no name of their own.
  const [, query] = /^(\w+)Params$/.exec(name) ?? [];
  const { fields } = interfaces.said(query ? uncapitalised(query) : (schema.title ?? name));
  const lines = Object.entries(schema.properties ?? {}).map(([property, of]) => {
    const type = typeOf(of, `${name}${capitalised(property)}`, interfaces);
    return `${comment(aboutOf(of, fields[property]), "  ")}  ${property}${required.has(property) ? "" : "?"}: ${type};\n`;
  });
  return `{\n${lines.join("")}}`;
}

/** What is said of a value, its description and its bounds, in words. */
function aboutOf(schema, said = "") {
  const sentences = [said, schema.description ?? "", boundsOf(schema)].map(capitalised);
  return [...new Set(sentences)]
    .filter((sentence) => sentence !== "")
    .map((sentence) => `${sentence}.`)
    .join(" ");
}

function boundsOf({
  type,
  minimum,
  maximum,
  minLength,
  maxLength,
  minItems,
  maxItems,
  enum: words,
}) {
  const figure = (number) => number.toLocaleString("en");
  if (type === "integer") return `an integer from ${figure(minimum)} to ${figure(maximum)}`;
  if (type === "string" && !words) return `${minLength ?? 0} to ${maxLength} characters`;
  if (type === "array") return `${minItems ?? 0} to ${maxItems} items`;
  return "";
}

function uncapitalised(name) {
  return name[0].toLowerCase() + name.slice(1);
}

function capitalised(name) {
  return name === "" ? "" : name[0].toUpperCase() + name.slice(1);
}
