/** What a TypeScript or JavaScript source imports, types included. */

import { parseAst } from "vite";

/** Every module that the source names, in `import`, `export from`, `import()`, `import type` and `import("x").T`. */
export function listImports(source: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, source: imported } = node as { type?: unknown; source?: unknown };
    if (typeof type === "string" && imported) found.push(readSpecifier(type, imported));
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(source, { lang: "ts" }).body);
  return [...new Set(found)];
}

/** A computed specifier can't be checked against the table of layers, so it is shown as what it is. */
function readSpecifier(type: string, imported: unknown): string {
  const { value } = imported as { value?: unknown };
  return typeof value === "string" ? value : `(computed in ${type})`;
}
