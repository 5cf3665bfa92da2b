/** Recognizes the engine of a file by the fields that only it has. */
import type { Engine } from "./building/engine.js";
import { ImportError } from "./import-error.js";
import type { ConfigDocument } from "./reading/document.js";
import { engines } from "./registry.js";
import { valueAt } from "./settings/interpolation.js";

/** @throws ImportError if no engine's marks are there, or those of several. */
export function recognize(document: ConfigDocument, file: string | undefined): Engine {
  const scored = engines
    .map((engine) => ({ engine, score: scoreOf(engine, document) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (best !== undefined && best.score !== second?.score) return best.engine;
  const candidates = scored.filter(({ score }) => score === best?.score).map(({ engine }) => engine.name);
  const hint = candidates.length === 0 ? "" : `; it may be ${candidates.join(", ")}`;
  throw new ImportError("engine", `the engine is not clear from the file${hint}; give --engine <name>`, {
    file,
    missing: ["engine"],
  });
}

/** The number of marks in the engine's best list; 0: no list is complete. */
function scoreOf({ clues }: Engine, document: ConfigDocument): number {
  const complete = clues.filter((marks) => marks.every((mark) => hasMark(document, mark)));
  return Math.max(0, ...complete.map((marks) => marks.length));
}

/** `path`, `path=value`, `call:Name`, or `format:toml`. */
function hasMark(document: ConfigDocument, mark: string): boolean {
  const [, kind, rest = ""] = /^(call|format):(.*)$/.exec(mark) ?? [];
  if (kind === "format") return document.format === rest;
  if (kind === "call") return document.calls.some((call) => call.isTo(rest));
  const [path = "", expected] = mark.split("=");
  const value = valueAt(document.root, path.split("."));
  if (value === undefined) return false;
  if (expected === undefined) return true;
  return typeof value === "string" && new RegExp(`^(?:${expected})$`).test(value);
}
