import { plain } from "./plain.js";

/** A text in forms: of an exact number, such as `1`, or of a category of Intl.PluralRules. `{count}` chooses. */
export interface Plural {
  readonly other: string;
  readonly [form: string]: string;
}

/** What a reader sees, with `{placeholders}` for values. */
export type Text = string | Plural;

/** Texts by key. The English one is the source: its keys and placeholders are all that there are. */
export interface Texts {
  readonly [key: string]: Text;
}

export type KeyOf<Table> = keyof Table & string;

/** What fills placeholders: numbers are written as the language writes them, text is only ever text. */
export interface Values {
  readonly [name: string]: string | number;
}

/** A language, and what has been translated into it. */
export class Language {
  /** Which way it is written. */
  readonly dir: "ltr" | "rtl";
  readonly #words = new Map<string, Words>();

  constructor(
    readonly lang = "en",
    private readonly tables: { readonly [name: string]: Texts } = {},
  ) {
    this.dir = writtenFromTheRight(lang) ? "rtl" : "ltr";
  }

  /** The texts of the frame or of a scene: in this language where they are translated, else in English. */
  words<Table extends Texts>(name: string, english: Table): Words<Table> {
    let words = this.#words.get(name);
    if (words === undefined) {
      words = new Words<Texts>(this.lang, english, this.translations(name, english));
      this.#words.set(name, words);
    }
    return words as unknown as Words<Table>;
  }

  /** What there is in this language of a table. */
  protected translations(name: string, _english: Texts): Texts {
    return (Object.hasOwn(this.tables, name) && this.tables[name]) || {};
  }
}

const scripts_from_the_right = ["Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg"];

function writtenFromTheRight(lang: string): boolean {
  return scripts_from_the_right.includes(new Intl.Locale(lang).maximize().script ?? "");
}

const placeholder = /\{(\w+)\}/;

/** The texts of one table, ready to be filled. */
export class Words<Table extends Texts = Texts> {
  readonly #numbers: Intl.NumberFormat;
  readonly #plurals: Intl.PluralRules;
  readonly #amounts: { 0?: Intl.NumberFormat; 2?: Intl.NumberFormat } = {};

  constructor(
    readonly lang: string,
    private readonly english: Table,
    private readonly translated: Texts,
  ) {
    this.#numbers = new Intl.NumberFormat(lang);
    this.#plurals = new Intl.PluralRules(lang);
  }

  /** The text with its placeholders filled. */
  say(key: KeyOf<Table>, values: Values = {}): string {
    return this.rich(key, values).join("");
  }

  /** The same for a key made of data, where there may be no such text. */
  find(key: string, values: Values = {}): string | undefined {
    return Object.hasOwn(this.english, key) ? this.say(key, values) : undefined;
  }

  /** The text in parts, for a template: a value may be a part of a template itself. */
  rich(key: KeyOf<Table>, values: { readonly [name: string]: unknown }): unknown[] {
    const own = Object.hasOwn(this.translated, key) ? this.translated[key] : undefined;
    const text = this.#form(own ?? this.english[key] ?? key, values["count"]);
    // Every second part is the name of a placeholder. A value's own braces are not looked at.
    return text.split(placeholder).map((part, i) => {
      if (i % 2 === 0) {
        return part;
      }
      const value = Object.hasOwn(values, part) ? values[part] : `{${part}}`;
      return typeof value === "number"
        ? this.number(value)
        : typeof value === "string"
          ? plain(value)
          : value;
    });
  }

  #form(text: Text, count: unknown): string {
    if (typeof text === "string") {
      return text;
    }
    const n = Number(count);
    return text[String(n)] ?? text[this.#plurals.select(n)] ?? text.other;
  }

  number(value: number): string {
    return this.#numbers.format(value);
  }

  /** An amount of minor units, as money is kept. `short`: without the zeros of a whole amount. */
  money(minorUnits: number, short = false): string {
    const digits = short && minorUnits % 100 === 0 ? 0 : 2;
    this.#amounts[digits] ??= new Intl.NumberFormat(this.lang, {
      style: "currency",
      currency: "EUR",
      minimumFractionDigits: digits,
    });
    return this.#amounts[digits].format(minorUnits / 100);
  }

  capitalised(text: string): string {
    return text.charAt(0).toLocaleUpperCase(this.lang) + text.slice(1);
  }
}
