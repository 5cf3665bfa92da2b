/** The schedule in a comment of exported code: the code is for the engine, the comment for the import. */
import { fromJSON, InvalidArgumentError, type ScheduleDocument } from "@anneal/core";
import { ImportError } from "../import-error.js";
import type { ImportResult } from "../result.js";
import { refuseLargeText } from "./limits.js";

export interface ExportComment {
  readonly engine: string;
  readonly engineVersion: string;
  readonly totalSteps: number;
  readonly schedule: ScheduleDocument;
}

const MARK = "anneal/export ";
const LINE = /^(?:#|\/\/) anneal\/export (\{.*\})[^\S\n]*$/m;

/** One line, without its comment marker: ASCII only, so that no character ends the line in any language. */
export function exportComment(comment: ExportComment): string {
  return MARK + escaped(JSON.stringify(comment));
}

/**
 * A text that can only be a comment or a string, with characters escaped as in JSON: `\u2028`.
 *
 * Besides everything except printable ASCII these are the sign after `coding`, with which Python would read the file in
 * another encoding, where escapes can be ends of lines; and the slash of a comment that the import would read.
 */
export function escaped(text: string): string {
  return text.replace(
    /[^ -~]|(?<=coding)[:=]|(?<=^anneal)\//g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Imports a file with such a comment; null: there is none. @throws ImportError for a damaged comment. */
export function readExportComment(text: string, file: string | undefined): ImportResult | null {
  const found = LINE.exec(text);
  if (found === null) return null;
  refuseLargeText(text, file);
  const line = text.slice(0, found.index).split("\n").length;
  const { engine, engineVersion, schedule } = parsed(found[1] ?? "", file, line);
  return {
    engine,
    engineVersion,
    schedules: [{ name: "main", schedule }],
    weightDecay: null,
    momentum: null,
    assumed: [],
    notes: ["the schedule comes from the comment that anneal wrote; the code was not read"],
    findings: [],
  };
}

function parsed(json: string, file: string | undefined, line: number): ExportComment {
  try {
    const comment = JSON.parse(json) as ExportComment;
    for (const name of ["engine", "engineVersion"] as const) checkName(name, comment[name]);
    return { ...comment, schedule: fromJSON(comment.schedule).toJSON() };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof InvalidArgumentError)) throw error;
    const reason = `the comment with the schedule was changed: ${error.message}`;
    throw new ImportError("syntax", reason, { file, line });
  }
}

/** Names are printed unchanged, so they may not contain control characters. */
function checkName(argument: string, value: unknown): void {
  if (typeof value === "string" && /^[ -~]{1,100}$/.test(value)) return;
  throw new InvalidArgumentError(argument, value, "a name of at most 100 printable characters");
}
