import { textOf } from "./bounded.js";
import { Language, type Plural, type Text, type Texts } from "./language.js";
import { plain, unseen } from "./plain.js";

/** A file of texts is no larger than this. */
const bytes_max = 262_144;
/** A text is no longer than this: the longest in English has a few hundred. */
const text_max = 2000;
/** Of so many faults each is told by itself. */
const told_max = 20;
const told_length_max = 1000;

/** Marks that a language written from the right may need within a text; whatever else nobody sees, it does not. */
const marks = /[\u200e\u200f\u061c]/g;

const forms = /^(?:\d+|zero|one|two|few|many|other)$/;

type Table = Record<string, unknown>;

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The names of a text's placeholders. */
export function placeholdersOf(text: Text): Set<string> {
  const all = typeof text === "string" ? text : Object.values(text).join();
  return new Set([...all.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ""));
}

/** What is wrong with a translation of an English text, if anything is. */
function faultOf(english: Text, own: unknown): string | undefined {
  if (typeof english === "string" ? typeof own !== "string" : !isPlural(own)) {
    return `expected ${typeof english === "string" ? "a text" : "an object of plural forms with “other”"}`;
  }
  const all = Object.values(typeof own === "string" ? { own } : (own as Plural));
  if (all.some((text) => text.length > text_max)) {
    return `is longer than ${text_max} characters`;
  }
  if (all.some((text) => text.replace(marks, "").search(unseen) >= 0)) {
    return "has characters that nobody sees, or that turn the text around them";
  }
  const known = placeholdersOf(english);
  const unknown = [...placeholdersOf(own as Text)].filter((name) => !known.has(name));
  return unknown.length > 0 ? `has no value for {${unknown.join("}, {")}}` : undefined;
}

function isPlural(value: unknown): value is Plural {
  return (
    isTable(value) &&
    typeof value["other"] === "string" &&
    Object.entries(value).every(([form, text]) => forms.test(form) && typeof text === "string")
  );
}

/** The texts of `own` that can stand for English ones; `fault` is told of everything else, and of what is missing. */
export function translated(
  name: string,
  english: Texts,
  own: unknown,
  fault: (message: string) => void,
): Texts {
  if (!isTable(own)) {
    fault(own === undefined ? `${name} is missing` : `${name}: expected an object`);
    return {};
  }
  for (const key of Object.keys(own).filter((key) => !Object.hasOwn(english, key))) {
    fault(`${name}.${key}: there is no such text`);
  }
  const missing = Object.keys(english).filter((key) => !Object.hasOwn(own, key));
  if (missing.length > 0) {
    fault(`${name}: these are missing: ${missing.join(", ")}`);
  }
  const good = Object.entries(english).filter(([key, text]) => {
    const wrong = Object.hasOwn(own, key) ? faultOf(text, own[key]) : undefined;
    if (wrong !== undefined) {
      fault(`${name}.${key} ${wrong}`);
    }
    return Object.hasOwn(own, key) && wrong === undefined;
  });
  return Object.fromEntries(good.map(([key]) => [key, own[key] as Text]));
}

/** A language whose tables are checked when they are first asked for: which there are, only their scenes know. */
class CheckedLanguage extends Language {
  constructor(
    lang: string,
    private readonly own: Table,
    private readonly fault: (message: string) => void,
  ) {
    super(lang);
  }

  protected override translations(name: string, english: Texts): Texts {
    const own = Object.hasOwn(this.own, name) ? this.own[name] : undefined;
    return translated(name, english, own, this.fault);
  }
}

/** The language of `{ "lang": "fr", "frame": {…}, "<scene>": {…} }`; English where it says none that there is. */
export function languageOf(strings: unknown, fault: (message: string) => void): Language {
  if (!isTable(strings)) {
    fault("expected an object");
    return new Language();
  }
  const { lang } = strings;
  try {
    const [canonical] = Intl.getCanonicalLocales(String(lang));
    if (typeof lang === "string" && canonical !== undefined) {
      return new CheckedLanguage(canonical, strings, fault);
    }
  } catch {
    // Told below.
  }
  fault("lang: expected the tag of a language, such as “fr”");
  return new Language();
}

const loaded = new Map<string, Promise<Language>>();

/** Loads a file of texts, once a page. Whatever is wrong with it is told on the console, and English stands in. */
export function loadStrings(address: string): Promise<Language> {
  let faults = 0;
  const fault = (message: string) => {
    faults += 1;
    if (faults <= told_max) {
      console.warn(`cqrs-demo: ${address}: ${plain(message, told_length_max)}`);
    }
  };
  // A relative address is another one after the page has navigated.
  const key = `${document.baseURI} ${address}`;
  let language = loaded.get(key);
  if (language === undefined) {
    language = textOf(address, bytes_max)
      .then((text) => languageOf(JSON.parse(text), fault))
      .catch((error: unknown) => {
        loaded.delete(key);
        fault(error instanceof Error ? error.message : String(error));
        return new Language();
      });
    loaded.set(key, language);
  }
  return language;
}
