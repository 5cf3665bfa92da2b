/** Finds the schedule with the lowest loss under a law. */
import { InvalidArgumentError, piecewiseInterpolated, type Schedule } from "@anneal/core";
import { Fields, positiveNumber } from "@anneal/core/arguments";
import { limited, MOST_RATE } from "../input/limits.js";
import { LEAST_RATE } from "../kernel/interface.js";
import type { FittedLaw } from "../laws/law.js";
import { readLaw } from "../laws/read-law.js";
import { type Candidate, type ConstructorFamily, type Family, families } from "./families.js";
import { type Points, type SearchOptions, smoothTable } from "./smooth-table.js";
import { bestStaircase } from "./staircase.js";

export type ScheduleFamily = "free-form" | "smooth" | ConstructorFamily;

export interface BestScheduleOptions {
  /** The law, fitted for a similar model. */
  readonly law: FittedLaw;
  /** The number of updates of the run, warm-up included. */
  readonly totalSteps: number;
  /** The highest rate, from 1e-10 to 1e10. */
  readonly peak: number;
  /**
   * `"free-form"` (default): any rates that never rise after warm-up, jumps included. `"smooth"`: those without jumps.
   * Or a constructor of @anneal/core, whose shape, end and decay length are chosen.
   */
  readonly family?: ScheduleFamily;
  /**
   * The number of steps of a linear warm-up to the peak. No law can choose it: use that of the fitted runs. Default: 0,
   * a schedule that starts at the peak.
   */
  readonly warmupSteps?: number;
}

export interface BestSchedule {
  readonly family: ScheduleFamily;
  /** The schedule; a table of rates for `"free-form"` and `"smooth"`. */
  readonly schedule: Schedule;
  /** The options of its constructor. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * The predicted loss after the last update, as by `law.loss`. Rises of the rate during warm-up add almost `B * peak` to
   * it in the multi-power law; the losses that its authors report for their own search leave them out.
   */
  readonly loss: number;
}

/** The best free form, with the nearest constructor. */
export interface FreeSchedule extends BestSchedule {
  /** The best schedule of a constructor, and its additional loss. */
  readonly nearest: BestSchedule & { readonly cost: number };
}

const CONSTRUCTORS = Object.keys(families) as ConstructorFamily[];
const FAMILIES: readonly ScheduleFamily[] = ["free-form", "smooth", ...CONSTRUCTORS];

/**
 * The schedule with the lowest predicted loss after the last update, within a family of constructors or among all rates
 * that never rise (after warm-up, if there is one).
 *
 * A law is least reliable for `"free-form"`, because the result may be unlike any schedule of a trained run. The
 * multi-power law prefers a few large cuts. Compare with `"smooth"` and with the nearest constructor, and trust a gain
 * only after training with it.
 *
 * ```ts
 * const best = bestSchedule({ law, totalSteps: 24_000, peak: 3e-4, warmupSteps: 2_160, family: "warmupStableDecay" });
 * best.options; // { decaySteps: 4321, decay: "1-sqrt", end: 3e-8, ... }
 * ```
 *
 * @throws InvalidArgumentError
 */
export function bestSchedule(
  options: BestScheduleOptions & { readonly family: ConstructorFamily },
): BestSchedule;
export function bestSchedule(
  options: BestScheduleOptions & { readonly family?: "free-form" | "smooth" },
): FreeSchedule;
export function bestSchedule(options: BestScheduleOptions): BestSchedule;
export function bestSchedule(options: BestScheduleOptions): BestSchedule | FreeSchedule {
  const { family, ...search } = readOptions(options);
  if (family !== "free-form" && family !== "smooth") return bestOf(family, search);
  const free = family === "smooth" ? fromPoints(family, smoothTable(search), search) : freeForm(search);
  const nearest = CONSTRUCTORS.map((name) => bestOf(name, search)).reduce((a, b) =>
    b.loss < a.loss ? b : a,
  );
  return { ...free, nearest: { ...nearest, cost: nearest.loss - free.loss } };
}

/** The longest run: a search evaluates the whole run some thousand times. */
const MOST_STEPS = 1_000_000;

function readOptions(options: BestScheduleOptions): SearchOptions & { family: ScheduleFamily } {
  const names = ["law", "totalSteps", "peak", "family", "warmupSteps"] as const;
  const given = new Fields("bestSchedule", "options", options, names);
  const law = given.read("law", readLaw);
  const totalSteps = given.whole("totalSteps", 2);
  limited("totalSteps", totalSteps, MOST_STEPS);
  const peak = limited("peak", given.read("peak", positiveNumber), MOST_RATE);
  if (peak < LEAST_RATE) throw new InvalidArgumentError("peak", peak, `at least ${LEAST_RATE}`);
  const warmupSteps = given.whole("warmupSteps", 0, 0);
  if (warmupSteps > totalSteps - 2) {
    const expected = `at most ${totalSteps - 2}, so that at least two of the ${totalSteps} updates are left`;
    throw new InvalidArgumentError("warmupSteps", warmupSteps, expected);
  }
  return { law, totalSteps, peak, warmupSteps, family: given.choice("family", FAMILIES, "free-form") };
}

/** A staircase, or a smooth table if the law gives it a lower loss. */
function freeForm(search: SearchOptions): BestSchedule {
  const found = [bestStaircase(search), smoothTable(search)].map((points) =>
    fromPoints("free-form", points, search),
  );
  return found.reduce((a, b) => (b.loss < a.loss ? b : a));
}

function fromPoints(family: ScheduleFamily, table: Points, { law, totalSteps, warmupSteps }: SearchOptions) {
  const points: Points = warmupSteps > 0 ? [[0, 0], ...table] : table;
  const schedule = piecewiseInterpolated({ points });
  return { family, schedule, options: { points }, loss: lossAtEnd(law, schedule, totalSteps) };
}

function lossAtEnd(law: FittedLaw, schedule: Schedule, totalSteps: number): number {
  return law.loss(schedule, [totalSteps - 1])[0] as number;
}

/** A grid over the free numbers, then a refinement from its best point. */
const GRID = 8;
const FINEST = 1e-4;

function bestOf(name: ConstructorFamily, search: SearchOptions): BestSchedule {
  const found = families[name].shapes.map((shape) => bestOfShape(name, families[name], shape, search));
  return found.reduce((a, b) => (b.loss < a.loss ? b : a));
}

function bestOfShape(
  family: ConstructorFamily,
  { coordinates, build }: Family,
  shape: string,
  { law, totalSteps, peak, warmupSteps }: SearchOptions,
): BestSchedule {
  const given = { peak, warmupSteps, totalSteps };
  const at = (x: readonly number[]): Candidate & { loss: number; x: readonly number[] } => {
    const candidate = build(given, shape, x);
    return { ...candidate, x, loss: lossAtEnd(law, candidate.schedule, totalSteps) };
  };
  const grid = Array.from({ length: GRID ** coordinates }, (_, i) =>
    Array.from({ length: coordinates }, (_, axis) => (Math.floor(i / GRID ** axis) % GRID) / (GRID - 1)),
  );
  let best = grid.map(at).reduce((a, b) => (b.loss < a.loss ? b : a));
  for (let reach = 0.5 / (GRID - 1); reach > FINEST; ) {
    const around = best.x.flatMap((value, axis) =>
      [value - reach, value + reach]
        .filter((moved) => moved >= 0 && moved <= 1)
        .map((moved) => best.x.map((other, i) => (i === axis ? moved : other))),
    );
    const next = around.map(at).reduce((a, b) => (b.loss < a.loss ? b : a), best);
    if (next.loss < best.loss) best = next;
    else reach /= 2;
  }
  const { schedule, options, loss } = best;
  return { family, schedule, options, loss };
}
