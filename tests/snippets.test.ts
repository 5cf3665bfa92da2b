/** The reader of README snippets. */

import { describe, expect, it } from "vitest";
import { listSnippets } from "./support/snippets.js";

const markdown = `
\`\`\`ts
const a = 1;
\`\`\`
\`\`\`sh
npm test
\`\`\`
\`\`\`js continues
a + 1;
\`\`\`
\`\`\`ts no-run
part of a program
\`\`\`
`;

describe("listSnippets", () => {
  it("joins what continues and skips what can't run", () => {
    expect(listSnippets("README.md", markdown)).toEqual([
      { origin: "README.md:2", language: "ts", code: "const a = 1;\n" },
      { origin: "README.md:8", language: "js", code: "const a = 1;\na + 1;\n" },
    ]);
  });

  it("rejects unknown marks", () => {
    expect(() => listSnippets("README.md", "```ts norun\n```\n")).toThrow(
      'README.md:1: a block can\'t be marked "norun"',
    );
  });

  it("rejects a continuation of nothing", () => {
    expect(() => listSnippets("README.md", "```ts continues\n```\n")).toThrow(
      "README.md:1 continues nothing",
    );
  });
});
