/** Parses text to a document. The format comes from the name of the file or from the text. Parsers load on demand. */
import { ImportError } from "../import-error.js";
import type { ConfigDocument, Format } from "./document.js";
import { readFlags } from "./flags.js";
import { nestedTooDeep, refuseLargeText, refuseUnusualText } from "./limits.js";
import { readPython } from "./python.js";

export interface ReadOptions {
  /** The name of the file. */
  readonly file?: string | undefined;
  /** Known shell variables and Python names. */
  readonly variables: ReadonlyMap<string, string>;
}

/** @throws ImportError for text that is too large, malformed or nested too deep. */
export async function readDocument(text: string, { file, variables }: ReadOptions): Promise<ConfigDocument> {
  refuseLargeText(text, file);
  const content = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const format = formatOf(content, file);
  refuseUnusualText(content, format, file);
  try {
    return await parse(content, format, { file, variables });
  } catch (error) {
    if (error instanceof ImportError) throw error;
    // A parser overflowed the stack, or threw an unexpected error.
    if (error instanceof RangeError) throw nestedTooDeep(file);
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImportError("syntax", `the file can't be read as ${format}: ${reason.slice(0, 200)}`, { file });
  }
}

async function parse(
  content: string,
  format: Format,
  { file, variables }: ReadOptions,
): Promise<ConfigDocument> {
  switch (format) {
    case "json":
      return (await import("./json.js")).readJson(content, file);
    case "toml":
      return (await import("./toml.js")).readToml(content, file);
    case "yaml":
      return (await import("./yaml.js")).readYaml(content, file);
    case "python":
      return readPython(content, file, variables);
    default:
      return readFlags(content, variables, file);
  }
}

const EXTENSIONS: Readonly<Record<string, Format>> = {
  json: "json",
  jsonc: "json",
  toml: "toml",
  yaml: "yaml",
  yml: "yaml",
  py: "python",
  sh: "flags",
  bash: "flags",
  slurm: "flags",
  sbatch: "flags",
  flags: "flags",
};

function formatOf(text: string, file: string | undefined): Format {
  const extension = /\.(\w+)$/.exec(file ?? "")?.[1]?.toLowerCase() ?? "";
  return EXTENSIONS[extension] ?? formatSeen(text.slice(0, 20_000));
}

/** The format suggested by the text, if its name does not give it. */
function formatSeen(text: string): Format {
  const lines = text.split("\n").map((line) => line.trim());
  const isShell = /^#!.*\b(sh|bash|zsh)\b/.test(lines[0] ?? "");
  const first = lines.find((line) => line !== "" && !line.startsWith("#")) ?? "";
  if (isShell || /^--?[A-Za-z]/.test(first) || /\s--[a-z][\w.-]+[ =]/.test(text)) return "flags";
  if (/^\{/.test(first)) return "json";
  if (/^(import|from|def|class|@)\s/.test(first)) return "python";
  if (lines.some((line) => /^\[{1,2}[\w."-]+\]{1,2}(\s*#.*)?$/.test(line))) return "toml";
  if (lines.some((line) => /^(def|import|from)\s.*|^[A-Za-z_]\w*(\.\w+)*\s=\s|^\w[\w.]*\(/.test(line)))
    return "python";
  const isPairs = /^\+*[A-Za-z_][\w.]*=\S/.test(first);
  return isPairs && !/^[\w.-]+:\s/m.test(text) ? "flags" : "yaml";
}
