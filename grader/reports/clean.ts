import { stripVTControlCharacters } from "node:util";

/**
 * A learner's text without what could steer a terminal or a page: escape sequences, control characters but for line
 * ends and tabs, marks that turn the direction of writing, and halves of characters.
 */
export function clean(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\r\n?/g, "\n")
    .replace(/(?![\n\t])[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu, "");
}

/** The same in one line: for names. */
export const cleanLine = (text: string): string => clean(text).replace(/\s+/g, " ").trim();
