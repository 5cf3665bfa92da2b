/** A run that goes on for longer than was planned. */
import { InvalidArgumentError } from "../errors.js";
import { restsAt } from "../evaluate/rests-at.js";
import { build, createSchedule, isSchedule, type Schedule } from "../schedule/schedule.js";
import type { ScheduleNode } from "../tree/node.js";
import { readOptions, type Steps } from "./options.js";
import { cosineRamp, linearRamp } from "./ramps.js";
import { joinSegments } from "./segments.js";

export interface ExtendOptions {
  /** The schedule of the run, which comes to an end: not one that goes on for ever. */
  readonly schedule: Schedule;
  /** The step at which it ends from now on; later than it does. */
  readonly totalSteps: Steps;
  /** How many updates are done: the rates before stay as they were. At or before the old end. Default: 0. */
  readonly at?: Steps;
  /**
   * What becomes of the rest of the schedule, from `at` on. `"stable"`: a warm-up, stable, decay schedule keeps its
   * peak for longer and then has its decay as it was. `"stretch"`: the rest of the curve, slower. `"cosine"` and
   * `"linear"`: a new decay from the rate at `at` to the old end. `"auto"`: `"stable"` where there is a stable part whose
   * decay has not begun, `"stretch"` elsewhere. Default: `"auto"`.
   */
  readonly rest?: "auto" | "stable" | "stretch" | "cosine" | "linear";
}

/**
 * `schedule(step)` up to `at`, then its rest, made longer, to the old last rate at `totalSteps`
 *
 * Lengthens a run that is under way without a jump: the rate is continuous at `at`, and what was used before it is
 * what was used. A cosine made anew with the longer total would jump, because its past would have been another.
 * Stretched, `schedule(at + (step - at) * (oldTotal - at) / (totalSteps - at))`, it goes on from where it is.
 *
 * @throws InvalidArgumentError for a schedule without an end (constant, inverse square root, endless cycles), a total
 * that is not later than the old one, an `at` after the old end, and `"stable"` where there is no stable part or its
 * decay has begun.
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
      ? ': it follows its formula past the end; make it with afterEnd: "hold", or lower another library\'s with quirks: "avoid"'
      : "";
    const expected = `one that comes to an end; this one just goes on${advice}`;
    throw new InvalidArgumentError("schedule", schedule, expected);
  }
  const totalSteps = given.whole("totalSteps", 0);
  if (totalSteps <= oldTotal) {
    const expected = `after the present end, which is ${oldTotal}; branchDecay ends a run earlier, by a decay from the present rate`;
    throw new InvalidArgumentError("totalSteps", totalSteps, expected);
  }
  const at = given.whole("at", 0, 0);
  if (at >= oldTotal) {
    throw new InvalidArgumentError("at", at, `before the present end, which is ${oldTotal}`);
  }
  const stable = stablePart(node, at);
  const rest = given.choice("rest", ["auto", "stable", "stretch", "cosine", "linear"], "auto");
  const chosen = rest !== "auto" ? rest : stable === null ? "stretch" : "stable";
  if (chosen === "stable") {
    if (stable === null) {
      const expected = `another choice: there is no stable part whose decay begins after step ${at}`;
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

/** Whether some part has an end, but goes on past it by its formula, as PyTorch's cosine does. */
function rebounds(node: ScheduleNode): boolean {
  if (node.kind === "ramp") return node.after === "extend";
  if (node.kind === "join") return node.children.slice(-1).some(rebounds);
  if (node.kind === "product" || node.kind === "sum") return node.children.some(rebounds);
  return (node.kind === "clamp" || node.kind === "time") && rebounds(node.child);
}

type Join = Extract<ScheduleNode, { kind: "join" }>;

/** The join whose last part but one holds a rate that its last part starts from, if that is still to come at `from`. */
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

/** The same curve, `steps` later: a ramp stays a ramp, whose ends are exact. */
function later(node: ScheduleNode, steps: number): ScheduleNode {
  if (node.kind === "ramp") return { ...node, start: node.start + steps, end: node.end + steps };
  return { kind: "time", child: node, shift: steps, scale: 1, minimum: null, maximum: null, quantum: null };
}

/** Up to and at `from` the curve itself, then the rest in slower time, and from the new end on what follows the old one. */
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
