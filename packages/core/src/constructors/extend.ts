/** Extends a run beyond its planned length. */
import { InvalidArgumentError } from "../errors.js";
import { restsAt } from "../evaluate/rests-at.js";
import { build, createSchedule, isSchedule, type Schedule } from "../schedule/schedule.js";
import type { ScheduleNode } from "../tree/node.js";
import { readOptions, type Steps } from "./options.js";
import { cosineRamp, linearRamp } from "./ramps.js";
import { joinSegments } from "./segments.js";

export interface ExtendOptions {
  /** The schedule of the run. It must have an end. */
  readonly schedule: Schedule;
  /** The new last step; later than the old one. */
  readonly totalSteps: Steps;
  /** Number of updates already done: rates before this step do not change. At or before the old end. Default: 0. */
  readonly at?: Steps;
  /**
   * How to change the rest of the schedule, from `at` on. `"stable"`: a warm-up, stable, decay schedule holds its peak
   * longer and then decays as before. `"stretch"`: the rest of the curve, slower. `"cosine"` and `"linear"`: a new
   * decay from the rate at `at` to the old end. `"auto"`: `"stable"` if there is a stable part whose decay has not
   * begun, otherwise `"stretch"`. Default: `"auto"`.
   */
  readonly rest?: "auto" | "stable" | "stretch" | "cosine" | "linear";
}

/**
 * `schedule(step)` up to `at`, then its rest, made longer, to the old last rate at `totalSteps`
 *
 * Lengthens a run in progress without a jump: the rate is continuous at `at`, and rates before it do not change. A new
 * cosine with the longer total would jump, because its past values differ. Stretched, `schedule(at + (step - at) *
 * (oldTotal - at) / (totalSteps - at))`, it continues from its current value.
 *
 * @throws InvalidArgumentError for a schedule without an end (constant, inverse square root, endless cycles), a total
 * that is not later than the old one, an `at` after the old end, or `"stable"` without a stable part or after its decay
 * has begun.
 * @whenToUse A run that turns out to be too short.
 * @whenNotTo A run that has not started: construct the schedule with the new length.
 * @example
 * extend({ schedule: cosine({ peak: 1e-3, totalSteps: 10_000 }), at: 5_000, totalSteps: 20_000 })
 */
export function extend(options: ExtendOptions): Schedule {
  const given = readOptions("extend", options, ["schedule", "totalSteps", "at", "rest"]);
  const schedule = given.read("schedule", readSchedule);
  const { node } = schedule;
  const oldTotal = restsAt(node);
  if (!(Number.isFinite(oldTotal) && oldTotal > 0)) {
    const advice = rebounds(node)
      ? ': it follows its formula past the end; create it with afterEnd: "hold", or with quirks: "avoid" for another library'
      : "";
    const expected = `a schedule with an end; this one has none${advice}`;
    throw new InvalidArgumentError("schedule", schedule, expected);
  }
  const totalSteps = given.whole("totalSteps", 0);
  if (totalSteps <= oldTotal) {
    const expected = `after the current end, which is ${oldTotal}; to end a run earlier, use branchDecay`;
    throw new InvalidArgumentError("totalSteps", totalSteps, expected);
  }
  const at = given.whole("at", 0, 0);
  if (at >= oldTotal) {
    throw new InvalidArgumentError("at", at, `before the current end, which is ${oldTotal}`);
  }
  const stable = stablePart(node, at);
  const rest = given.choice("rest", ["auto", "stable", "stretch", "cosine", "linear"], "auto");
  const chosen = rest !== "auto" ? rest : stable === null ? "stretch" : "stable";
  if (chosen === "stable") {
    if (stable === null) {
      const expected = `another value: no stable part ends after step ${at}`;
      throw new InvalidArgumentError("rest", chosen, expected);
    }
    return build(lengthenStable(stable, totalSteps - oldTotal));
  }
  if (chosen === "stretch") return build(stretch(node, at, oldTotal, totalSteps));
  const leg = { start: at, end: totalSteps, from: schedule(at), to: schedule(oldTotal) };
  return build(
    joinSegments([
      { label: "until now", tree: node, until: at },
      {
        label: "decay",
        tree: chosen === "cosine" ? cosineRamp(leg) : linearRamp(leg),
        until: Number.POSITIVE_INFINITY,
      },
    ]),
  );
}

function readSchedule(argument: string, value: unknown): Schedule {
  if (!isSchedule(value)) throw new InvalidArgumentError(argument, value, "a schedule");
  return value;
}

/** Whether some part has an end but continues past it by its formula, as PyTorch's cosine does. */
function rebounds(node: ScheduleNode): boolean {
  if (node.kind === "ramp") return node.after === "extend";
  if (node.kind === "join") return node.children.slice(-1).some(rebounds);
  if (node.kind === "product" || node.kind === "sum") return node.children.some(rebounds);
  return (node.kind === "clamp" || node.kind === "time") && rebounds(node.child);
}

type Join = Extract<ScheduleNode, { kind: "join" }>;

/**
 * The join whose second-to-last part holds the rate from which its last part starts, if that part starts after `from`.
 */
function stablePart(node: ScheduleNode, from: number): Join | null {
  if (node.kind !== "join") return null;
  const [hold, decay] = node.children.slice(-2);
  const start = node.boundaries[node.boundaries.length - 1];
  if (hold?.kind !== "constant" || decay === undefined || start === undefined || from > start) return null;
  const first = createSchedule(decay)(node.rebase ? 0 : start);
  return first === hold.value && restsAt(decay) > 0 ? node : null;
}

function lengthenStable(node: Join, steps: number): ScheduleNode {
  const { boundaries, children } = node;
  const decay = children[children.length - 1] as ScheduleNode;
  const start = boundaries[boundaries.length - 1] as number;
  return {
    ...node,
    boundaries: [...boundaries.slice(0, -1), start + steps],
    children: [...children.slice(0, -1), node.rebase ? decay : later(decay, steps)],
  };
}

/** The same curve, `steps` later. A ramp stays a ramp, whose ends are exact. */
function later(node: ScheduleNode, steps: number): ScheduleNode {
  if (node.kind === "ramp") return { ...node, start: node.start + steps, end: node.end + steps };
  return { kind: "time", child: node, shift: steps, scale: 1, minimum: null, maximum: null, quantum: null };
}

/**
 * The curve itself up to and including `from`, then the rest in slower time, and after the new end what follows the old
 * end.
 */
function stretch(node: ScheduleNode, from: number, oldTotal: number, totalSteps: number): ScheduleNode {
  const scale = (oldTotal - from) / (totalSteps - from);
  const slower: ScheduleNode = {
    kind: "time",
    child: node,
    shift: from - from / scale,
    scale,
    minimum: null,
    maximum: oldTotal,
    quantum: null,
  };
  const past: Join = {
    kind: "join",
    boundaries: [from],
    children: [node, slower],
    rebase: false,
    side: "left",
    labels: ["until now", "stretched"],
  };
  return {
    kind: "join",
    boundaries: [totalSteps],
    children: [from === 0 ? slower : past, later(node, totalSteps - oldTotal)],
    rebase: false,
    side: "right",
    labels: null,
  };
}
