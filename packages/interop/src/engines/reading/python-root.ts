/** A Python file as sections: the arguments of the calls that contain an engine's settings. */
import { ImportError } from "../import-error.js";
import { Call, type ConfigDocument, emptySection, isSection } from "./document.js";

/**
 * The assignments of the file, and the keyword arguments of calls under their sections.
 *
 * @param calls The names of the calls, by section; `""` is the file itself.
 * @param given `config` names the function to read if several make different calls.
 */
export function pythonRoot(
  document: ConfigDocument,
  calls: Readonly<Record<string, readonly string[]>>,
  given: ReadonlyMap<string, string>,
  file: string | undefined,
): ConfigDocument {
  const root = Object.assign(emptySection(), document.root);
  const lines = new Map<string, number>();
  for (const [path, names] of Object.entries(calls)) {
    const call = theCall(document.calls, names, given.get("config"), file);
    if (call === null) continue;
    let section = root;
    const parts = path === "" ? [] : path.split(".");
    for (const part of parts) {
      const held = section[part];
      section = section[part] = Object.assign(emptySection(), isSection(held) ? held : {});
    }
    Object.assign(section, call.named);
    for (const key of Object.keys(call.named)) lines.set([...parts, key].join("."), call.line);
  }
  return {
    ...document,
    root,
    lineOf: (path) => lines.get(path.join(".")) ?? document.lineOf(path),
  };
}

/**
 * The only call to any of the names; identical calls count as one. Of alternative calls in one function, the arguments
 * that agree are used.
 */
function theCall(
  calls: readonly Call[],
  names: readonly string[],
  config: string | undefined,
  file: string | undefined,
): Call | null {
  const all = calls.filter((call) => names.some((name) => call.isTo(name)));
  const chosen = config === undefined ? all : all.filter(({ within }) => within === config);
  const [first = null, ...others] = chosen;
  const differing = others.find(
    (call) => JSON.stringify(plain(call.named)) !== JSON.stringify(plain(first?.named)),
  );
  if (differing === undefined) return first;
  const functions = [...new Set(chosen.map(({ within }) => within ?? "the top of the file"))];
  if (functions.length === 1 && first !== null) return agreed(first, others);
  const reason = `the file has several configurations (${functions.join(", ")}); give --set config=<name>`;
  throw new ImportError("missing", reason, { file, line: differing.line, missing: ["config"] });
}

function agreed(first: Call, others: readonly Call[]): Call {
  const named = emptySection();
  for (const [key, value] of Object.entries(first.named)) {
    const text = JSON.stringify(plain(value));
    if (others.every((call) => JSON.stringify(plain(call.named[key])) === text)) named[key] = value;
  }
  return new Call(first.callee, first.positional, named, first.line, first.within);
}

function plain(value: unknown): unknown {
  return isSection(value) ? { ...value } : value;
}
