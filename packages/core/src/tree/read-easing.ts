/** Reads the easing of a hand-written ramp. */
import { choice, Fields, isRecord } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { Easing } from "./node.js";

const EASING_KINDS = [
  "linear",
  "power",
  "reversePower",
  "cosine",
  "tanh",
  "halfLife",
  "rational",
  "logarithmic",
] as const satisfies readonly Easing["kind"][];

/** The easing with its defaults filled in; linear where it is left out. */
export function readEasing(value: unknown, path: string): Easing {
  if (value === undefined) return Object.freeze({ kind: "linear", timeExponent: 1 });
  if (!isRecord(value)) throw new InvalidArgumentError(path, value, "an easing, an object with a kind");
  const kind = choice(`${path}.kind`, Object.hasOwn(value, "kind") ? value.kind : undefined, EASING_KINDS);
  return Object.freeze(read(kind, value, path));
}

function read(kind: Easing["kind"], value: unknown, path: string): Easing {
  const fieldsOf = <Name extends string>(...names: Name[]) =>
    new Fields(
      `a ${kind} easing`,
      path,
      value,
      ["kind" as const, ...names, "timeExponent" as const],
      `${path}.`,
      "refuse",
    );
  switch (kind) {
    case "linear":
    case "halfLife": {
      const fields = fieldsOf();
      return { kind, timeExponent: fields.positive("timeExponent", 1) };
    }
    case "power":
    case "reversePower": {
      const fields = fieldsOf("exponent");
      return {
        kind,
        exponent: fields.positive("exponent"),
        timeExponent: fields.positive("timeExponent", 1),
      };
    }
    case "cosine": {
      const fields = fieldsOf("exponent", "halfCycles");
      return {
        kind,
        exponent: fields.positive("exponent", 1),
        halfCycles: fields.atLeast("halfCycles", 0, 1),
        timeExponent: fields.positive("timeExponent", 1),
      };
    }
    case "tanh": {
      const fields = fieldsOf("lower", "upper");
      return {
        kind,
        lower: fields.finite("lower"),
        upper: fields.finite("upper"),
        timeExponent: fields.positive("timeExponent", 1),
      };
    }
    case "rational": {
      const fields = fieldsOf("curvature");
      return {
        kind,
        curvature: fields.above("curvature", -1),
        timeExponent: fields.positive("timeExponent", 1),
      };
    }
    case "logarithmic": {
      const fields = fieldsOf("base");
      const base = fields.positive("base");
      if (base === 1) {
        throw new InvalidArgumentError(fields.path("base"), base, "a finite number above 0 other than 1");
      }
      return { kind, base, timeExponent: fields.positive("timeExponent", 1) };
    }
    default:
      return kind satisfies never;
  }
}
