/** The less common shapes, against their formulas. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cosine,
  hyperbolic,
  inverseSqrt,
  jaggedRestarts,
  linearCosine,
  powerCool,
  powerLaw,
  rex,
  type Schedule,
  tanh,
  warmupConstant,
  warmupCosine,
  warmupLinear,
  warmupStableDecay,
  warmupStableDecayCycles,
} from "../src/index.js";

const peak = 0.02;
const end = 0.003;
const total = 1_000;
const steps = [0, 1, 7, 250, 499, 500, 501, 990, 999, 1_000, 1_500];

/** Compares at steps within and after the decay, to a few roundings of the peak. */
function expectFormula(schedule: Schedule, formula: (u: number) => number, until = total): void {
  for (const step of steps) {
    expect(Math.abs(schedule(step) - formula(Math.min(step / until, 1)))).toBeLessThan(4e-16 * peak * 8);
  }
}

describe("decays", () => {
  test("rex is (1 - u) / (1/2 + (1 - u) / 2) by default, and a line without curvature", () => {
    expectFormula(
      rex({ peak, end, totalSteps: total }),
      (u) => end + ((peak - end) * (1 - u)) / (0.5 + 0.5 * (1 - u)),
    );
    expectFormula(rex({ peak, end, totalSteps: total, curvature: 0 }), (u) => peak + (end - peak) * u);
    expectFormula(
      rex({ peak, end, totalSteps: total, curvature: 9 }),
      (u) => end + ((peak - end) * (1 - u)) / (0.1 + 0.9 * (1 - u)),
    );
  });

  test("tanh is the paper's curve", () => {
    expectFormula(
      tanh({ peak, end, totalSteps: total }),
      (u) => end + ((peak - end) * (1 - Math.tanh(-6 + 9 * u))) / 2,
    );
  });

  test("hyperbolic is the paper's curve: its start does not depend on the length, its end does", () => {
    const longest = 4_000;
    const h = (t: number, n: number) => Math.sqrt(((n - t) / longest) * (2 - (n + t) / longest));
    for (const n of [total, 2_000, longest]) {
      const schedule = hyperbolic({ peak, end, totalSteps: n, longestTotalSteps: longest });
      for (const step of steps.filter((each) => each <= n)) {
        expect(schedule(step)).toBeCloseTo(peak + (peak - end) * (h(step, n) - h(0, n)), 15);
      }
      expect(schedule(n + 100)).toBe(schedule(n));
    }
    expect(hyperbolic({ peak, end, totalSteps: longest, longestTotalSteps: longest })(longest)).toBe(end);
  });

  test("linearCosine is a cosine under a line", () => {
    const wave = (halfCycles: number) => (u: number) =>
      end + ((peak - end) * (1 - u) * (1 + Math.cos(Math.PI * halfCycles * u))) / 2;
    expectFormula(linearCosine({ peak, end, totalSteps: total }), wave(1));
    expectFormula(linearCosine({ peak, end, totalSteps: total, halfCycles: 7 }), wave(7));
    expect(linearCosine({ peak, totalSteps: total })(0)).toBe(peak);
    expect(linearCosine({ peak, end, totalSteps: total })(total)).toBe(end);
  });

  test("powerLaw falls by a power of the step, and inverseSqrt is its square root", () => {
    const schedule = powerLaw({ peak, warmupSteps: 100, exponent: 0.51 });
    for (const step of [100, 101, 500, 100_000]) {
      expect(schedule(step)).toBeCloseTo(peak * (100 / step) ** 0.51, 15);
    }
    const root = powerLaw({ peak, warmupSteps: 100, exponent: 0.5 });
    expect(JSON.stringify(root)).toBe(JSON.stringify(inverseSqrt({ peak, warmupSteps: 100 })));
  });

  test("powerCool is the smaller of the peak and a power of the steps that remain", () => {
    const coefficient = 1e-5;
    const schedule = powerCool({ peak, warmupSteps: 10, totalSteps: total, coefficient });
    for (const step of [10, 100, 500, 900, 999, 1_000]) {
      expect(schedule(step)).toBeCloseTo(Math.min(peak, coefficient * (total - step) ** 1.2), 15);
    }
    const bySteps = powerCool({ peak, warmupSteps: 10, totalSteps: total, decaySteps: 200 });
    expect([bySteps(800), bySteps(1_000)]).toEqual([peak, 0]);
    expect(bySteps(801)).toBeLessThan(peak);
  });
});

describe("warm-ups and tails", () => {
  test("a power of 2 is a quadratic warm-up", () => {
    const schedule = warmupConstant({ peak, warmupSteps: 100, warmupPower: 2 });
    for (const step of [0, 1, 50, 99, 100, 101]) {
      expect(schedule(step)).toBeCloseTo(peak * Math.min(step / 100, 1) ** 2, 17);
    }
    const one = { peak, warmupSteps: 100, totalSteps: total };
    expect(JSON.stringify(warmupLinear({ ...one, warmupPower: 1 }))).toBe(JSON.stringify(warmupLinear(one)));
  });

  test("a tail is a cosine that ends early", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 899 }), fc.integer({ min: 0, max: 1_200 }), (tailSteps, step) => {
        const options = { peak, end, warmupSteps: 100, totalSteps: total };
        const early = warmupCosine({ ...options, totalSteps: total - tailSteps });
        expect(warmupCosine({ ...options, tailSteps })(step)).toBe(early(step));
      }),
    );
    expect(() => cosine({ peak, totalSteps: total, tailSteps: total })).toThrow(
      "tailSteps must be below 1000",
    );
    expect(() => cosine({ peak, totalSteps: total, tailSteps: 1, afterEnd: "continue" })).toThrow("afterEnd");
  });
});

describe("cycles", () => {
  test("jagged restarts fall to 0 before each restart and warm up after it, the first cycle excepted", () => {
    const schedule = jaggedRestarts({ schedule: peak, every: 100, warmupSteps: 10, annealSteps: 4 });
    const factor = (step: number) => {
      const since = step % 100;
      return Math.min(step < 100 ? 1 : since / 10, 1, (100 - since) / 4);
    };
    for (let step = 0; step < 400; step++) expect(schedule(step)).toBeCloseTo(peak * factor(step), 16);
    expect(() => jaggedRestarts({ schedule: 1, every: 10, warmupSteps: 8, annealSteps: 3 })).toThrow("every");
  });

  test("warm-up, stable, decay cycles start again at the peak and end each decay at their end", () => {
    const schedule = warmupStableDecayCycles({
      peak,
      end,
      warmupSteps: 50,
      checkpoints: [200, 600, 1_000],
      decayFraction: 0.25,
    });
    expect([schedule(50), schedule(162), schedule(200), schedule(499), schedule(500), schedule(600)]).toEqual(
      Array.from({ length: 6 }, () => peak),
    );
    expect(schedule(1_000)).toBe(end);
    // From step 500 to 600 the inverse of the rate is a straight line.
    for (const u of [0.1, 0.5, 0.9]) {
      expect(schedule(500 + 100 * u)).toBeCloseTo(1 / ((1 - u) / peak + u / end), 16);
    }
  });

  test("one cycle is warmupStableDecay", () => {
    const options = { peak, end, warmupSteps: 50, decaySteps: 100, decay: "1-sqrt" } as const;
    const one = warmupStableDecayCycles({ ...options, checkpoints: [total] });
    expect(JSON.stringify(one)).toBe(JSON.stringify(warmupStableDecay({ ...options, totalSteps: total })));
  });

  test("reject cycles without room for their decay, and invalid checkpoints", () => {
    const options = { peak, warmupSteps: 50 };
    expect(() => warmupStableDecayCycles({ ...options, checkpoints: [] })).toThrow("checkpoints");
    expect(() => warmupStableDecayCycles({ ...options, checkpoints: [100, 105], decaySteps: 10 })).toThrow(
      "checkpoints[1] must be at least 110",
    );
    expect(() => warmupStableDecayCycles({ ...options, checkpoints: [100], decayFraction: 1.5 })).toThrow(
      "decayFraction",
    );
  });
});
