/** The serialized form of a schedule: its tree in an envelope with the format and its version. */
import { choice, Fields, isRecord } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { ScheduleNode } from "./node.js";
import { normalize } from "./normalize.js";

/** The name of the format, in every document. */
export const DOCUMENT_FORMAT = "anneal/schedule";
/** The version of the format that this library writes, and the only one that it reads. */
export const DOCUMENT_VERSION = 1;

/** A schedule as JSON: what `JSON.stringify(schedule)` writes and `fromJSON` reads. `scheduleSchema` describes it. */
export interface ScheduleDocument {
  readonly format: typeof DOCUMENT_FORMAT;
  readonly version: typeof DOCUMENT_VERSION;
  readonly root: ScheduleNode;
}

/** Puts a normalized tree into its envelope. */
export function toDocument(root: ScheduleNode): ScheduleDocument {
  return { format: DOCUMENT_FORMAT, version: DOCUMENT_VERSION, root };
}

/** The normalized tree of a document; `document` is the parsed JSON. */
export function readDocument(document: unknown): ScheduleNode {
  if (isRecord(document) && Object.hasOwn(document, "kind")) {
    const expected = "a document with format, version and root; for a bare node, use scheduleFromTree";
    throw new InvalidArgumentError("document", document, expected);
  }
  const fields = new Fields("a schedule document", "document", document, ["format", "version", "root"]);
  choice("format", fields.get("format"), [DOCUMENT_FORMAT]);
  if (fields.get("version") !== DOCUMENT_VERSION) {
    const expected = `${DOCUMENT_VERSION}, the only version that this release of anneal reads`;
    throw new InvalidArgumentError("version", fields.get("version"), expected);
  }
  return normalize(fields.get("root"));
}
