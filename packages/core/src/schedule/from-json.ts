/** Creates schedules from text, a parsed document or a bare tree. */
import { isRecord } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { readDocument } from "../tree/document.js";
import { normalize } from "../tree/normalize.js";
import { createSchedule, type Schedule } from "./schedule.js";

/**
 * The schedule of a document: `fromJSON(JSON.stringify(schedule))` gives the same values as `schedule`, bit for bit.
 *
 * @param document JSON text, or the result of `JSON.parse` or `schedule.toJSON()`: `{ format, version, root }`.
 * @throws InvalidArgumentError for text that is not JSON, another format or version, an unknown field, or a tree that
 * `normalize` rejects.
 */
export function fromJSON(document: unknown): Schedule {
  return createSchedule(readDocument(typeof document === "string" ? parse(document) : document));
}

/**
 * The schedule of a bare node, such as one written by hand: `scheduleFromTree({ kind: "constant", value: 0.1 })`.
 *
 * @param tree A node for `normalize`; optional fields may be absent.
 * @throws InvalidArgumentError for a tree that `normalize` rejects.
 */
export function scheduleFromTree(tree: unknown): Schedule {
  if (isRecord(tree) && Object.hasOwn(tree, "format") && !Object.hasOwn(tree, "kind")) {
    throw new InvalidArgumentError(
      "tree",
      tree,
      "a node, an object with a kind; for a document, use fromJSON",
    );
  }
  return createSchedule(normalize(tree));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidArgumentError("document", text, `JSON text (${reason})`);
  }
}
