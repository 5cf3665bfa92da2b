/** Reads one node of a hand-written tree: the fields of each kind, their defaults and what they may hold. */
import {
  ascending,
  Fields,
  listOf,
  numberList,
  positiveNumber,
  readLimits,
  text,
  wholeNumber,
} from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { RampNode, ScheduleNode, Side } from "./node.js";
import { readEasing } from "./read-easing.js";

/** Reads a node below this one. */
type ReadChild = (path: string, value: unknown) => ScheduleNode;

const ONE_MORE = "one more than there are boundaries";

export const NODE_KINDS = [
  "constant",
  "ramp",
  "power",
  "stairs",
  "table",
  "time",
  "cycles",
  "join",
  "product",
  "sum",
  "clamp",
] as const satisfies readonly ScheduleNode["kind"][];

/** The node of the given kind at `path`, with its defaults filled in. */
export function readNode(
  kind: ScheduleNode["kind"],
  value: unknown,
  path: string,
  readChild: ReadChild,
): ScheduleNode {
  const fieldsOf = <Name extends string>(...names: Name[]) =>
    new Fields(`a ${kind} node`, path, value, ["kind" as const, ...names], `${path}.`, "refuse");
  switch (kind) {
    case "constant":
      return { kind, value: fieldsOf("value").finite("value") };
    case "ramp":
      return readRamp(fieldsOf("start", "end", "from", "to", "easing", "interpolation", "before", "after"));
    case "power": {
      const fields = fieldsOf("scale", "offset", "slope", "exponent");
      return {
        kind,
        scale: fields.finite("scale", 1),
        offset: fields.finite("offset", 0),
        slope: fields.finite("slope", 1),
        exponent: fields.finite("exponent"),
      };
    }
    case "stairs": {
      const fields = fieldsOf("boundaries", "values", "side");
      const boundaries = readBoundaries(fields);
      return {
        kind,
        boundaries,
        values: fields.counted("values", fields.read("values", numberList), boundaries.length + 1, ONE_MORE),
        side: readSide(fields),
      };
    }
    case "table": {
      const fields = fieldsOf("start", "values", "interpolation");
      return {
        kind,
        start: fields.finite("start", 0),
        values: notEmpty(fields.path("values"), fields.read("values", numberList)),
        interpolation: fields.choice("interpolation", ["previous", "linear"], "previous"),
      };
    }
    case "time": {
      const fields = fieldsOf("child", "shift", "scale", "minimum", "maximum", "quantum");
      return {
        kind,
        child: fields.read("child", readChild),
        shift: fields.finite("shift", 0),
        scale: fields.positive("scale", 1),
        ...readLimits(fields),
        quantum: fields.readOrNull("quantum", positiveNumber),
      };
    }
    case "cycles": {
      const fields = fieldsOf(
        "child",
        "length",
        "multiplier",
        "peak",
        "floor",
        "decay",
        "decayOf",
        "limit",
        "afterwards",
      );
      return {
        kind,
        child: fields.read("child", readChild),
        length: fields.positive("length"),
        multiplier: fields.positive("multiplier", 1),
        peak: fields.finite("peak", 1),
        floor: fields.finite("floor", 0),
        decay: fields.atLeast("decay", 0, 1),
        decayOf: fields.choice("decayOf", ["peak", "amplitude"], "peak"),
        limit: fields.readOrNull("limit", (argument, limit) => wholeNumber(argument, limit, 1)),
        afterwards: fields.finite("afterwards", 0),
      };
    }
    case "join": {
      const fields = fieldsOf("boundaries", "children", "rebase", "side", "labels");
      const boundaries = readBoundaries(fields);
      const count = boundaries.length + 1;
      const labels = fields.readOrNull("labels", (path, value) => listOf(path, value, "strings", text));
      return {
        kind,
        boundaries,
        children: fields.counted("children", readChildren(fields, readChild), count, ONE_MORE),
        rebase: fields.flag("rebase", true),
        side: readSide(fields),
        labels: labels === null ? null : fields.counted("labels", labels, count, ONE_MORE),
      };
    }
    case "product":
    case "sum": {
      const fields = fieldsOf("children");
      return { kind, children: notEmpty(fields.path("children"), readChildren(fields, readChild)) };
    }
    case "clamp": {
      const fields = fieldsOf("child", "minimum", "maximum");
      return {
        kind,
        child: fields.read("child", readChild),
        ...readLimits(fields),
      };
    }
    default:
      return kind satisfies never;
  }
}

type RampFields = "start" | "end" | "from" | "to" | "easing" | "interpolation" | "before" | "after";

function readRamp(fields: Fields<"kind" | RampFields>): RampNode {
  const start = fields.finite("start");
  const end = fields.finite("end");
  if (!(start <= end && Number.isFinite(end - start))) {
    throw new InvalidArgumentError(fields.path("end"), end, `at or after start, which is ${start}`);
  }
  const from = fields.finite("from");
  const to = fields.finite("to");
  const interpolation = fields.choice("interpolation", ["arithmetic", "geometric"], "arithmetic");
  if (interpolation === "arithmetic" && !Number.isFinite(to - from)) {
    throw new InvalidArgumentError(
      fields.path("to"),
      to,
      `at a finite distance from ${from}, where the ramp starts`,
    );
  }
  const ratio = to / from;
  if (interpolation === "geometric" && !(ratio > 0 && Number.isFinite(ratio))) {
    throw new InvalidArgumentError(
      fields.path("to"),
      to,
      `of the sign of from, which is ${from}, with neither of them 0 and a quotient that is not 0 or infinite, ` +
        "because the ramp is geometric",
    );
  }
  return {
    kind: "ramp",
    start,
    end,
    from,
    to,
    easing: readEasing(fields.get("easing"), fields.path("easing")),
    interpolation,
    before: fields.choice("before", ["hold", "extend"], "hold"),
    after: fields.choice("after", ["hold", "extend"], "hold"),
  };
}

function readBoundaries(fields: Fields<"boundaries">): readonly number[] {
  return ascending(fields.path("boundaries"), fields.read("boundaries", numberList));
}

function readSide(fields: Fields<"side">): Side {
  return fields.choice("side", ["right", "left"], "right");
}

function readChildren(fields: Fields<"children">, readChild: ReadChild): readonly ScheduleNode[] {
  return fields.read("children", (path, value) => listOf(path, value, "schedule nodes", readChild));
}

function notEmpty<T>(path: string, items: readonly T[]): readonly T[] {
  if (items.length === 0) throw new InvalidArgumentError(path, items, "an array with at least one item");
  return items;
}
