import { readdirSync, readFileSync } from "node:fs";
import { lexer } from "marked";

/** A block of code of the guide. */
export interface Block {
  /** The name of its page. */
  page: string;
  language: string;
  /** After the language: the file that it is, or how it runs. */
  how: string;
  code: string;
}

export const pages = readdirSync("web/guide").map((file) => file.replace(/\.md$/, ""));

/** The blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  return lexer(readFileSync(`web/guide/${page}.md`, "utf8")).flatMap((token) => {
    if (token.type !== "code") {
      return [];
    }
    const { lang = "", text } = token as { lang?: string; text: string };
    const [language = "", how = ""] = lang.split(" ");
    return [{ page, language, how, code: text }];
  });
}
