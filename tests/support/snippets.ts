/** The code of a README: every `js` and `ts` block is run, so that none of them can rot. */

/** A block of code that runs on its own. */
export interface Snippet {
  /** `README.md:12`, of its first line. */
  readonly origin: string;
  readonly language: "js" | "ts";
  readonly code: string;
}

const fence = /^```(?<language>js|ts)(?<marks>[ \w-]*)\n(?<code>[\s\S]*?)^```$/gm;

/**
 * The blocks of a Markdown text that start with "```js" or "```ts". A block marked `continues` goes on with the names
 * of the block before it; one marked `no-run` shows something that can't run as it stands, such as a part of a program.
 */
export function listSnippets(path: string, markdown: string): Snippet[] {
  const snippets: Snippet[] = [];
  for (const match of markdown.matchAll(fence)) {
    const { language, marks = "", code = "" } = match.groups ?? {};
    const words = marks.split(" ").filter((word) => word !== "");
    const origin = `${path}:${markdown.slice(0, match.index).split("\n").length}`;
    const unknown = words.find((word) => word !== "continues" && word !== "no-run");
    if (unknown !== undefined) throw new Error(`${origin}: a block can't be marked "${unknown}"`);
    if (words.includes("no-run")) continue;
    const previous = words.includes("continues") ? snippets.at(-1) : undefined;
    if (words.includes("continues") && !previous) throw new Error(`${origin} continues nothing`);
    snippets.push({
      origin,
      language: language === "js" ? "js" : "ts",
      code: `${previous?.code ?? ""}${code}`,
    });
  }
  return snippets;
}
