/** TOML. */
import { parse, TomlError } from "smol-toml";
import { ImportError } from "../import-error.js";
import { type ConfigDocument, isSection } from "./document.js";
import { copyValue } from "./limits.js";

export function readToml(text: string, file: string | undefined): ConfigDocument {
  const root = copyValue(parsed(text, file), file);
  if (!isSection(root)) throw new ImportError("syntax", "the file must hold TOML tables", { file });
  return { format: "toml", root, calls: [], lineOf: (path) => lineOf(text, path) };
}

function parsed(text: string, file: string | undefined): unknown {
  try {
    return parse(text, { maxDepth: 100 });
  } catch (error) {
    if (!(error instanceof TomlError))
      throw new ImportError("nesting", "the file is nested too deep", { file });
    const [reason = ""] = error.message.split("\n");
    const shown = reason.replace(/^Invalid TOML document: /, "");
    throw new ImportError("syntax", `this is not TOML: ${shown}`, { file, line: error.line });
  }
}

/** The parser keeps no positions: the line is found by the header of the table and the key, as most files write them. */
function lineOf(text: string, path: readonly string[]): number | null {
  const table = path.slice(0, -1).join(".");
  const key = path.at(-1);
  let current = "";
  for (const [index, line] of text.split("\n").entries()) {
    const header = /^\s*\[\s*([^[\]]+?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) current = header;
    const written = /^\s*["']?([\w.-]+)["']?\s*=/.exec(line)?.[1];
    if (written !== undefined && (current === table ? written === key : written === path.join(".")))
      return index + 1;
  }
  return null;
}
