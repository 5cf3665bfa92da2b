/** Reads the JSON of a header in one pass, with its duplicates, which `JSON.parse` hides. */
import { CheckpointError } from "../errors.js";

const WHITE_SPACE = /[ \t\n\r]*/y;
const WHOLE_NUMBER = /(?:0|[1-9]\d*)(?![\d.eE])/y;

/** A place in the text. Each method reads one value and moves behind it. */
export class HeaderText {
  #at = 0;

  constructor(private readonly text: string) {}

  /** Reads an object; `read` is called with each key in turn and must read its value. */
  object(field: string, read: (key: string) => void): void {
    const seen = new Set<string>();
    this.#items(field, "{", "}", () => {
      const key = this.string(field);
      if (seen.has(key)) throw new CheckpointError(field, `has the key ${JSON.stringify(key)} twice`);
      seen.add(key);
      this.#expect(field, ":");
      read(key);
    });
  }

  /** Reads an array of whole numbers. */
  wholeNumbers(field: string): readonly number[] {
    const numbers: number[] = [];
    this.#items(field, "[", "]", () => numbers.push(this.#wholeNumber(`${field}[${numbers.length}]`)));
    return numbers;
  }

  string(field: string): string {
    this.#at = this.#behindSpace();
    const end = this.#stringEnd();
    if (end === null) throw this.#unexpected(field, "a string");
    const raw = this.text.slice(this.#at, end);
    this.#at = end;
    try {
      return JSON.parse(raw);
    } catch (cause) {
      throw new CheckpointError(field, `has a string that is not JSON: ${raw}`, { cause });
    }
  }

  /** Rejects anything but white space. */
  end(field: string): void {
    this.#at = this.#behindSpace();
    if (this.#at < this.text.length) throw this.#unexpected(field, "nothing");
  }

  #items(field: string, open: string, close: string, read: () => void): void {
    this.#expect(field, open);
    if (this.#skip(close)) return;
    do read();
    while (this.#skip(","));
    this.#expect(field, close);
  }

  #wholeNumber(field: string): number {
    this.#at = this.#behindSpace();
    WHOLE_NUMBER.lastIndex = this.#at;
    const digits = WHOLE_NUMBER.exec(this.text)?.[0];
    if (digits === undefined) throw this.#unexpected(field, "a whole number");
    this.#at += digits.length;
    const number = Number(digits);
    if (!Number.isSafeInteger(number)) throw new CheckpointError(field, `is ${digits}, which is too large`);
    return number;
  }

  /** One past the closing quotation mark; null if there is none. */
  #stringEnd(): number | null {
    if (this.text[this.#at] !== '"') return null;
    for (let quote = this.#at; ; ) {
      quote = this.text.indexOf('"', quote + 1);
      if (quote < 0) return null;
      let backslashes = 0;
      while (this.text[quote - 1 - backslashes] === "\\") backslashes++;
      if (backslashes % 2 === 0) return quote + 1;
    }
  }

  #behindSpace(): number {
    WHITE_SPACE.lastIndex = this.#at;
    return this.#at + (WHITE_SPACE.exec(this.text)?.[0].length ?? 0);
  }

  #skip(character: string): boolean {
    this.#at = this.#behindSpace();
    const isThere = this.text[this.#at] === character;
    if (isThere) this.#at++;
    return isThere;
  }

  #expect(field: string, character: string): void {
    if (!this.#skip(character)) throw this.#unexpected(field, `"${character}"`);
  }

  #unexpected(field: string, expected: string): CheckpointError {
    const found = this.text.slice(this.#at, this.#at + 20);
    const what = found === "" ? "the end" : JSON.stringify(found);
    return new CheckpointError(field, `has ${what} at character ${this.#at}, where ${expected} belongs`);
  }
}
