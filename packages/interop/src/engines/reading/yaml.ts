/** Reads YAML, with the number syntax of YAML 1.1 and 1.2: text such as `1e-5` or `100_000` is read as a number. */
import { isMap, isScalar, LineCounter, parseAllDocuments, type YAMLMap } from "yaml";
import { ImportError } from "../import-error.js";
import { type ConfigDocument, emptySection, isSection } from "./document.js";
import { copyValue, nestedTooDeep } from "./limits.js";

/** The largest number of nodes after expanding aliases: enough for real files, and a limit for malicious ones. */
const MOST_ALIASES = 1000;

export function readYaml(text: string, file: string | undefined): ConfigDocument {
  const counter = new LineCounter();
  const root = parse(text, counter, file);
  const values = root === null ? emptySection() : copyValue(toPlain(root, file), file);
  if (!isSection(values))
    throw new ImportError("syntax", "the file must hold fields, not a single value or a list", { file });
  return {
    format: "yaml",
    root: values,
    calls: [],
    lineOf: (path) => lineOf(root, path, counter),
  };
}

type Root = ReturnType<typeof parseAllDocuments>[number];

/** The first document of the file that is not empty. */
function parse(text: string, counter: LineCounter, file: string | undefined): Root | null {
  const parsed = guarded(file, () =>
    parseAllDocuments(text, {
      lineCounter: counter,
      merge: true,
      uniqueKeys: false,
      logLevel: "silent",
      // Long lines have many errors, and an excerpt for each takes seconds.
      prettyErrors: false,
    }),
  );
  if (!Array.isArray(parsed)) return null;
  for (const document of parsed) {
    const [error] = document.errors;
    if (error !== undefined) {
      const line = counter.linePos(error.pos[0]).line;
      if (/call stack/i.test(error.message)) throw nestedTooDeep(file, line);
      throw new ImportError("syntax", `this is not YAML: ${firstLine(error.message)}`, { file, line });
    }
  }
  return (parsed.find(({ contents }) => contents !== null) ?? null) as Root | null;
}

function toPlain(root: Root, file: string | undefined): unknown {
  return guarded(file, () => root.toJS({ mapAsMap: true, maxAliasCount: MOST_ALIASES }));
}

/** Errors that the parser throws instead of reporting. */
function guarded<T>(file: string | undefined, parsing: () => T): T {
  try {
    return parsing();
  } catch (error) {
    if (error instanceof ImportError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    if (/call stack/i.test(message)) throw nestedTooDeep(file);
    const code = /alias/i.test(message) ? "nesting" : "syntax";
    throw new ImportError(code, `this is not YAML: ${firstLine(message)}`, { file });
  }
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
}

function lineOf(root: Root | null, path: readonly string[], counter: LineCounter): number | null {
  let held: unknown = root?.contents;
  let offset: number | undefined;
  for (const key of path) {
    if (!isMap(held)) return null;
    const pair = (held as YAMLMap).items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    if (pair === undefined) return null;
    offset = isScalar(pair.key) ? pair.key.range?.[0] : offset;
    held = pair.value;
  }
  return offset === undefined ? null : counter.linePos(offset).line;
}
