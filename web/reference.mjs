// The reference: pages of the guide made of what the package declares.
import { Declared } from "./declared.mjs";
import { escaped, markdown } from "./markdown.mjs";
import { modules, outline } from "./reference-outline.mjs";

const tagNames = { param: "Takes", returns: "Returns", throws: "Throws" };

const idOf = (owner, member) => `${owner}.${member.replaceAll(/["[\]]/g, "")}`;

/** What is said before the first paragraph ends, for lists. */
const summaryOf = ({ text }) => /^(?:[^.]|\.(?!\s|$))*\.?/.exec(text)[0].replaceAll("\n", " ");

class Reference {
  /** The address of each name and member. */
  #places = new Map();
  #marked;
  /** The name that is being described, which leads nowhere. */
  #here = "";

  constructor() {
    this.#marked = markdown({
      codespan: ({ text }) => {
        const isLink = text.startsWith("@");
        const name = isLink ? text.slice(1) : text;
        const code = `<code>${escaped(name)}</code>`;
        // A word in small letters may mean something else than what has that name.
        const place = this.#place(isLink || /[A-Z]/.test(name) ? name : "");
        if (isLink && place === undefined) throw new Error(`${this.#here}: there is no ${name}`);
        return place === undefined || name === this.#here ? code : `<a href="${place}">${code}</a>`;
      },
    });
  }

  put(name, place) {
    if (this.#places.has(name)) throw new Error(`the reference has ${name} twice`);
    this.#places.set(name, place);
  }

  #place(name) {
    return this.#places.get(name.replace(/^limits\./, "Limits."));
  }

  prose(text) {
    // A long word in Markdown's own code span becomes a link where it is the name of something.
    return this.#marked.parse(text.replaceAll(/\{@link (\S+?)\}/g, "`@$1`"));
  }

  line(text) {
    return this.#marked.parseInline(text.replaceAll(/\{@link (\S+?)\}/g, "`@$1`"));
  }

  /** Code in which the names of types lead to them. */
  code(text) {
    const parts = /(\/\*\*[^]*?\*\/)|"(?:[^"\\]|\\.)*"|(?<!\w)[A-Z]\w*/g;
    let done = "";
    let end = 0;
    for (const found of text.matchAll(parts)) {
      const [part, comment] = found;
      done += escaped(text.slice(end, found.index));
      end = found.index + part.length;
      const place = part === this.#here ? undefined : this.#place(part);
      if (comment) done += `<span class="comment">${escaped(part)}</span>`;
      else done += place ? `<a href="${place}">${escaped(part)}</a>` : escaped(part);
    }
    return done + escaped(text.slice(end));
  }

  signature(text) {
    return `<pre class="signature"><code>${this.code(text)}</code></pre>\n`;
  }

  #tags(tags) {
    if (tags.length === 0) return "";
    const rows = tags.map(({ tag, text }) => {
      if (!(tag in tagNames)) throw new Error(`${this.#here}: nothing shows @${tag}`);
      const said = text
        .replace(/^([A-Z]\w*Error)\b/, "`$1`")
        .replace(/^(\w+)\b(?= )/, tag === "param" ? "`$1`" : "$1");
      return `<div><dt>${tagNames[tag]}</dt><dd>${this.line(said)}</dd></div>`;
    });
    return `<dl class="said">${rows.join("")}</dl>\n`;
  }

  docs({ text, tags }) {
    return this.prose(text) + this.#tags(tags);
  }

  member(owner, member) {
    const { name, code } = member;
    const id = escaped(idOf(owner, name));
    // The first word of its name is the place to link to.
    const at = code.indexOf(name);
    const [before, after] = [code.slice(0, at), code.slice(at + name.length)];
    const signature = `${escaped(before)}<a class="own" href="#${id}">${escaped(name)}</a>${this.code(after)}`;
    return `<section class="member" id="${id}"><pre class="signature"><code>${signature}</code></pre>
${this.docs(member)}</section>\n`;
  }

  members({ name, members }) {
    return members.map((member) => this.member(name, member)).join("");
  }

  heading(level, id, label, kind) {
    return `<h${level} id="${escaped(id)}"><a class="own" href="#${escaped(id)}"><code>${escaped(label)}</code></a> <small>${escaped(kind)}</small></h${level}>\n`;
  }

  entry(described, level = 3) {
    const { name, kind, code, bases = [], hidden = [] } = described;
    this.#here = name;
    const head = bases.length > 0 ? code.slice(0, code.lastIndexOf(" extends ")).trim() : code;
    const inherited = bases.map(
      (base) =>
        `<h${level + 1}>${this.line(summaryOf(base).replace(/\.$/, ""))}</h${level + 1}>
${this.prose(base.text.slice(summaryOf(base).length))}${this.#tags(base.tags)}${base.members.map((member) => this.member(name, member)).join("")}`,
    );
    const text = `${this.heading(level, name, name, kind)}${this.signature(head)}${this.docs(described)}${this.members(described)}${inherited.join("")}`;
    const beside = hidden.map((each) => this.entry(each, level + 1));
    return `<section class="entry">${text}</section>\n${beside.join("")}`;
  }

  /** A message has no signature: it is what its fields are. */
  message(described, kind) {
    this.#here = described.name;
    return `<section class="entry fields">${this.heading(4, described.name, described.name, kind)}${this.docs(described)}${this.members(described)}</section>\n`;
  }

  query({ name, text, tags, params, answer }) {
    this.#here = name;
    const taken = params ? params.members.map((member) => this.member(params.name, member)) : [];
    return `<section class="entry fields">${this.heading(4, `query.${name}`, name, "query")}${this.docs({ text, tags })}
${taken.join("")}<dl class="said"><div><dt>Answer</dt><dd><code>${this.code(answer)}</code></dd></div></dl></section>\n`;
  }

  domain({ name, commands, events, queries, ...said }, shapes) {
    const group = (title, all) =>
      all.length === 0
        ? ""
        : `<h3>${escaped(title)} of <code>${escaped(name)}</code></h3>\n${all.join("")}`;
    this.#here = `domain.${name}`;
    return `<h2 id="domain.${name}"><code>${escaped(name)}</code></h2>\n${this.docs(said)}
${group(
  "Commands",
  commands.map((each) => this.message(each, "command")),
)}${group(
      "Events",
      events.map((each) => this.message(each, "event")),
    )}${group(
      "Queries",
      queries.map((each) => this.query(each)),
    )}${group(
      "Answers and states",
      shapes.map((each) => this.message(each, "interface")),
    )}`;
  }
}

/** What is to be said on each page of the outline: `[title of the section, descriptions]`. */
async function described(declared, { sections, tables = [] }, seen) {
  const whole = async (symbol) => {
    const bases = await Promise.all(
      declared.inherited(symbol).map((base) => declared.describe(base)),
    );
    const hidden = [];
    for (const beside of declared.hidden(symbol)) {
      if (seen.has(beside)) continue;
      seen.add(beside);
      hidden.push(await whole(beside));
    }
    const about = await declared.describe(symbol);
    // Whose members are described message by message, further down.
    const members = tables.includes(symbol.name)
      ? about.members.map((each) => ({
          ...each,
          code: `${each.name};`,
          text: `${each.text} [Its messages](#domain.${each.name}).`,
        }))
      : about.members;
    return { ...about, members, bases, hidden };
  };
  const all = [];
  for (const [title, names] of sections) {
    const entries = [];
    for (const name of names) {
      const symbol = declared.exported.get(name);
      if (symbol === undefined) throw new Error(`the package exports no ${name}`);
      entries.push(await whole(symbol));
    }
    all.push([title, entries]);
  }
  return all;
}

const flat = (entries) => entries.flatMap((entry) => [entry, ...flat(entry.hidden)]);

/** The domains of a page with a table of messages, and beside each what its messages lead to. */
async function domainsOf(declared, page) {
  const tables = page.tables ?? [];
  const domains = [];
  for (const name of tables)
    domains.push(...(await declared.messages(declared.exported.get(name))));
  const seen = new Set(
    domains.flatMap(({ commands, events, queries }) =>
      [...commands, ...events, ...queries.map(({ params }) => params)].map((each) => each?.name),
    ),
  );
  return domains.map((domain) => {
    const shapes = [];
    const take = (shape) => {
      if (!shape || seen.has(shape.name)) return;
      seen.add(shape.name);
      shapes.push(shape);
      shape.inside.forEach(take);
    };
    const { commands, events, queries, state } = domain;
    for (const { row } of queries) take(row);
    take(state);
    for (const each of [...commands, ...events]) each.inside?.forEach(take);
    return [domain, shapes];
  });
}

/**
 * The reference's pages `{ name, title, body }`, the first of which says what there is. Fails if something that the
 * package exports has no place in the outline.
 */
export async function buildReference({ folder }) {
  const declared = new Declared(folder, Object.values(modules));
  const listed = outline.flatMap(({ sections }) => sections.flatMap(([, names]) => names));
  const unlisted = [...declared.exported.keys()].filter((name) => !listed.includes(name));
  if (unlisted.length > 0) throw new Error(`the reference has no place for ${unlisted.join(", ")}`);

  const reference = new Reference();
  const seen = new Set();
  const parts = [];
  for (const page of outline) {
    const domains = await domainsOf(declared, page);
    if (domains.length > 0) declared.shapes().forEach((shape) => seen.add(shape));
    parts.push({ page, domains, sections: await described(declared, page, seen) });
  }
  for (const { page, domains, sections } of parts) {
    const put = (name, id = name) => reference.put(name, `${page.name}.html#${id}`);
    const putAll = (owner, members) =>
      members.forEach(({ name }) => put(idOf(owner, name), escaped(idOf(owner, name))));
    for (const entry of flat(sections.flatMap(([, entries]) => entries))) {
      put(entry.name);
      putAll(entry.name, entry.members);
      for (const base of entry.bases) putAll(entry.name, base.members);
    }
    for (const [{ commands, events, queries }, shapes] of domains) {
      for (const { name, members } of [...commands, ...events, ...shapes]) {
        put(name);
        putAll(name, members);
      }
      for (const { name, params } of queries) {
        put(`query.${name}`);
        if (params) put(params.name, `query.${name}`);
        if (params) putAll(params.name, params.members);
      }
    }
  }
  const pages = parts.map(({ page, domains, sections }) => {
    const names = sections.map(
      ([title, entries]) => `<li>${escaped(title)}<ul>${entries.map(linksTo).join("")}</ul></li>`,
    );
    const tables = domains.map(
      ([{ name, commands, events, queries }]) =>
        `<li><a href="#domain.${name}"><code>${name}</code></a><ul>${[
          ...[...commands, ...events].map((each) => [each.name, each.name]),
          ...queries.map((each) => [each.name, `query.${each.name}`]),
        ]
          .map(([label, id]) => linkTo(id, label))
          .join("")}</ul></li>`,
    );
    const body = sections.map(
      ([title, entries]) =>
        `<h2>${escaped(title)}</h2>\n${entries.map((entry) => reference.entry(entry)).join("")}`,
    );
    return {
      name: page.name,
      title: `Reference: ${page.title[0].toLowerCase()}${page.title.slice(1)}`,
      label: page.title,
      within: "reference",
      body: `<h1>${escaped(page.title)}</h1>
${reference.prose(page.about)}<nav class="names" aria-label="On this page"><ul>${names.join("")}${tables.join("")}</ul></nav>
${body.join("")}${domains.map(([domain, shapes]) => reference.domain(domain, shapes)).join("")}`,
    };
  });
  return [indexOf(reference, parts), ...pages];
}

const linkTo = (id, label) => `<li><a href="#${id}"><code>${escaped(label)}</code></a></li>`;

/** The names and places of what something does, where that is much. */
function doings({ name, members, bases }) {
  const parts = bases.length > 0 ? [members, ...bases.map((base) => base.members)].flat() : [];
  return parts.map((part) => [escaped(idOf(name, part.name)), part.name]);
}

/** Where to go for an entry, and for what it does. */
function linksTo(entry) {
  const links = doings(entry).map(([id, label]) => linkTo(id, label));
  return linkTo(entry.name, entry.name) + links.join("");
}

/** The same on another page. */
function partsOf({ name }, entry) {
  const links = doings(entry).map(
    ([id, label]) => `<a href="${name}.html#${id}"><code>${escaped(label)}</code></a>`,
  );
  return links.length > 0 ? `<span class="parts">${links.join(" ")}</span>` : "";
}

/** The page that says what there is. */
function indexOf(reference, parts) {
  const about = `Everything that \`cqrs-wasm\`, \`cqrs-wasm/testing\` and \`cqrs-wasm/element\` export, made from the
declarations that come with the package: what an editor shows is what stands here. The examples are run by a test.`;
  const lists = parts.map(({ page, sections }) => {
    const rows = sections.flatMap(([, entries]) =>
      entries.map(
        (entry) =>
          `<div><dt><a href="${page.name}.html#${entry.name}"><code>${entry.name}</code></a></dt><dd>${reference.line(summaryOf(entry))}${partsOf(page, entry)}</dd></div>`,
      ),
    );
    return `<h2><a href="${page.name}.html">${escaped(page.title)}</a></h2>\n<dl class="index">${rows.join("")}</dl>\n`;
  });
  return {
    name: "reference",
    title: "Reference",
    body: `<h1>Reference</h1>\n${reference.prose(about)}${lists.join("")}`,
  };
}
