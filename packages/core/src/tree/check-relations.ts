/** Checks relations between the fields of one node. */
import { checkLimits } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { RampNode, ScheduleNode } from "./node.js";

/** @throws InvalidArgumentError that names the later of the two fields. */
export function checkRelations(node: ScheduleNode, path: string): void {
  if (node.kind === "ramp") checkRamp(node, path);
  else if ("minimum" in node) checkLimits(`${path}.maximum`, node.minimum, node.maximum);
}

function checkRamp({ start, end, from, to, interpolation }: RampNode, path: string): void {
  if (!(start <= end && Number.isFinite(end - start))) {
    throw new InvalidArgumentError(`${path}.end`, end, `at or after start, which is ${start}`);
  }
  if (interpolation === "arithmetic" && !Number.isFinite(to - from)) {
    throw new InvalidArgumentError(
      `${path}.to`,
      to,
      `at a finite distance from ${from}, where the ramp starts`,
    );
  }
  const ratio = to / from;
  if (interpolation === "geometric" && !(ratio > 0 && Number.isFinite(ratio))) {
    throw new InvalidArgumentError(
      `${path}.to`,
      to,
      `a finite multiple, above 0, of from, which is ${from}: the ramp is geometric`,
    );
  }
}
