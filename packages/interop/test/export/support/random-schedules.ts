/** Random schedules as people design them, and random trees that nobody would. */
import {
  cosineRestarts,
  exponential,
  inverseSqrt,
  oneCycle,
  type Schedule,
  scheduleFromTree,
  warmupConstant,
  warmupCosine,
  warmupLinear,
  warmupPolynomial,
  warmupStableDecay,
} from "@anneal/core";
import fc from "fast-check";
import { randomTrees } from "../../../../core/test/support/random-trees.js";

export interface RandomSchedule {
  readonly schedule: Schedule;
  readonly total: number;
}

const rates = fc.oneof(fc.constantFrom(3e-4, 1e-3, 0.1, 6e-5), fc.double({ min: 1e-7, max: 2, noNaN: true }));
const shares = fc.oneof(fc.constantFrom(0, 0.1, 1), fc.double({ min: 0, max: 1, noNaN: true }));

const designed = fc
  .record({
    total: fc.integer({ min: 4, max: 2500 }),
    peak: rates,
    endRatio: shares,
    warm: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.7, noNaN: true })),
    rest: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
    rule: fc.constantFrom("t/W" as const, "(t+1)/W" as const, "(t+1)/(W+1)" as const),
    kind: fc.integer({ min: 0, max: 8 }),
    shape: fc.constantFrom("linear" as const, "cosine" as const, "1-sqrt" as const),
    power: fc.constantFrom(1, 2, 0.5, 3),
  })
  .map(({ total, peak, endRatio, warm, rest, rule, kind, shape, power }): RandomSchedule => {
    const warmupSteps = Math.min(total - 2, Math.floor(warm * total));
    const common = {
      peak,
      totalSteps: total,
      warmupSteps,
      endRatio,
      ...(warmupSteps > 0 ? { warmupRule: rule } : {}),
    };
    const decaySteps = Math.max(1, Math.min(total - warmupSteps, Math.floor(rest * total)));
    const { totalSteps: _, endRatio: __, ...endless } = common;
    const makers: readonly (() => Schedule)[] = [
      () => warmupCosine(common),
      () => warmupLinear(common),
      () => warmupStableDecay({ ...common, decaySteps, decay: shape }),
      () => warmupPolynomial({ ...common, power }),
      () => warmupConstant(endless),
      () => inverseSqrt({ peak, warmupSteps: Math.max(1, warmupSteps) }),
      () => oneCycle({ peak, totalSteps: total }),
      () => exponential({ peak, gamma: 0.97, every: Math.max(1, decaySteps) }),
      () => cosineRestarts({ peak, firstCycleSteps: decaySteps, cycleMultiplier: 2 }),
    ];
    return { schedule: (makers[kind] as () => Schedule)(), total };
  });

function staysFinite({ schedule, total }: RandomSchedule): boolean {
  for (let step = 0; step < total; step++) if (!Number.isFinite(schedule(step))) return false;
  return true;
}

const trees = fc
  .record({
    tree: randomTrees({ extremes: false, span: 300, maxDepth: 3 }),
    total: fc.integer({ min: 1, max: 400 }),
  })
  .map(({ tree, total }): RandomSchedule => ({ schedule: scheduleFromTree(tree), total }));

export const randomSchedules: fc.Arbitrary<RandomSchedule> = fc
  .oneof({ weight: 3, arbitrary: designed }, { weight: 1, arbitrary: trees })
  .filter(staysFinite);
