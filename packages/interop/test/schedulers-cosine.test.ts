import { AdamW, InvalidArgumentError, warmupCosine } from "@anneal/core";
import {
  CosineWarmupScheduler,
  cosineWarmupLr,
  getCosineWarmupScheduler,
  WarmupCosineSchedule,
} from "@anneal/interop";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainOptimizer as plain } from "../../core/test/support/plain-optimizer.js";
import { refusal } from "../../core/test/support/refusals.js";

const shape = { maxLr: 0.3, minLr: 0.03, warmupSteps: 5, totalSteps: 25 };

describe("cosineWarmupLr", () => {
  it("is the printed formula", () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 21, max: 50 }),
        (step, warmupSteps, totalSteps) => {
          const { maxLr, minLr } = shape;
          const u = Math.min(1, (step - warmupSteps) / (totalSteps - warmupSteps));
          const printed =
            step < warmupSteps
              ? (maxLr * step) / warmupSteps
              : minLr + 0.5 * (maxLr - minLr) * (1 + Math.cos(Math.PI * u));
          const rate = cosineWarmupLr(step, { maxLr, minLr, warmupSteps, totalSteps });
          expect(Math.abs(rate - printed)).toBeLessThan(3e-16);
        },
      ),
    );
  });

  it.each([
    ["step", () => cosineWarmupLr(-1, shape)],
    ["step", () => cosineWarmupLr(1.5, shape)],
    ["maxLr", () => cosineWarmupLr(0, { ...shape, maxLr: Number.NaN })],
    ["minLr", () => cosineWarmupLr(0, { ...shape, minLr: -1 })],
    ["warmupSteps", () => cosineWarmupLr(0, { ...shape, warmupSteps: 26 })],
    ["totalSteps", () => cosineWarmupLr(0, { ...shape, totalSteps: 2.5 })],
    ["peak", () => cosineWarmupLr(0, { ...shape, peak: 1 } as never)],
  ])("rejects a bad %s", (argument, call) => {
    expect(refusal(call).argument).toBe(argument);
  });
});

describe("CosineWarmupScheduler", () => {
  it("writes the current step's rate into every group, then counts on", () => {
    const optimizer = plain(1, 2);
    const scheduler = new CosineWarmupScheduler({ optimizer, ...shape });
    expect(scheduler.getLastLr()).toEqual([1, 2]);
    for (let step = 0; step < 30; step++) {
      const rate = cosineWarmupLr(step, shape);
      expect([scheduler.currentStep, scheduler.getLr()]).toEqual([step, rate]);
      expect(scheduler.step()).toBe(rate);
      expect(optimizer.paramGroups.map((group) => group.lr)).toEqual([rate, rate]);
    }
    expect(scheduler.getLastLr()).toEqual([0.03, 0.03]);
  });

  it("works over our optimizers, and continues from its state", () => {
    const optimizer = new AdamW([1], { lr: 1 });
    const scheduler = new CosineWarmupScheduler({ optimizer, ...shape });
    for (let i = 0; i < 8; i++) scheduler.step();
    const resumed = new CosineWarmupScheduler({ optimizer, ...shape });
    resumed.loadStateDict(JSON.parse(JSON.stringify(scheduler.stateDict())));
    expect(resumed.getLastLr()).toEqual(scheduler.getLastLr());
    resumed.step();
    expect(optimizer.groups[0]?.lr).toBe(cosineWarmupLr(8, shape));
    expect(() => resumed.loadStateDict({ currentStep: -1 })).toThrow(InvalidArgumentError);
    expect(resumed.currentStep).toBe(9);
  });

  it.each([1, 2, 5, 6, 25, 40])(
    "writes the rate of the last of %i updates when it is loaded",
    (currentStep) => {
      const optimizer = plain(1, 2);
      const scheduler = new CosineWarmupScheduler({ optimizer, ...shape });
      scheduler.loadStateDict({ currentStep });
      const rate = cosineWarmupLr(currentStep - 1, shape);
      const written = () => optimizer.paramGroups.map(({ lr }) => lr);
      expect([scheduler.getLastLr(), written()]).toEqual([
        [rate, rate],
        [rate, rate],
      ]);
      for (const group of optimizer.paramGroups) group.lr = 7;
      scheduler.stateLoaded();
      expect(written()).toEqual([rate, rate]);
      expect(scheduler.step()).toBe(cosineWarmupLr(currentStep, shape));
    },
  );

  it("writes no rate when it is loaded before the first update", () => {
    const optimizer = plain(1, 2);
    const scheduler = new CosineWarmupScheduler({ optimizer, ...shape });
    scheduler.step();
    for (const group of optimizer.paramGroups) group.lr = 7;
    scheduler.loadStateDict({ currentStep: 0 });
    scheduler.stateLoaded();
    expect(optimizer.paramGroups.map(({ lr }) => lr)).toEqual([7, 7]);
    expect([scheduler.getLastLr(), scheduler.getLr()]).toEqual([[7, 7], 0]);
  });

  it("rejects anything but an optimizer", () => {
    expect(refusal(() => new CosineWarmupScheduler(shape as never)).argument).toBe("optimizer");
    expect(refusal(() => new CosineWarmupScheduler(undefined as never)).argument).toBe("options");
  });
});

describe("the options of a saved scheduler", () => {
  it("are compared, taken over or left, as the policy says", () => {
    const saved = new CosineWarmupScheduler({ optimizer: plain(1), ...shape });
    for (let i = 0; i < 8; i++) saved.step();
    const state = JSON.parse(JSON.stringify(saved.stateDict()));
    const other = { ...shape, maxLr: 0.5 };
    const load = (policy?: "checkpoint" | "keep") => {
      const scheduler = new CosineWarmupScheduler({ optimizer: plain(1), ...other });
      scheduler.loadStateDict(state, policy === undefined ? {} : { policy });
      return scheduler.getLr();
    };
    const refused = refusal(load);
    expect([refused.argument, refused.received]).toEqual(["state.settings.maxLr", 0.3]);
    expect(refused.expected).toContain("0.5");
    expect(load("checkpoint")).toBe(cosineWarmupLr(8, shape));
    expect(load("keep")).toBe(cosineWarmupLr(8, other));
    const scheduler = new CosineWarmupScheduler({ optimizer: plain(1), ...shape });
    const damaged = { ...state, settings: { ...state.settings, minLr: -1 } };
    expect(refusal(() => scheduler.loadStateDict(damaged)).argument).toBe("state.settings.minLr");
    scheduler.loadStateDict({ currentStep: 3 });
    expect(scheduler.getLr()).toBe(cosineWarmupLr(3, shape));
  });

  it("are those of braintools' schedule, too, or its rates where a state has no options", () => {
    const options = { baseLr: 0.1, warmupSteps: 4, totalSteps: 12 };
    const saved = new WarmupCosineSchedule(options);
    saved.step(7);
    const { settings, ...bare } = JSON.parse(JSON.stringify(saved.stateDict()));
    const load = (state: object, own: object, policy?: "checkpoint" | "keep") => {
      const schedule = new WarmupCosineSchedule({ ...options, ...own });
      schedule.loadStateDict(state as never, policy === undefined ? {} : { policy });
      return schedule.getLr();
    };
    const state = { ...bare, settings };
    const rate = (own: object) => {
      const schedule = new WarmupCosineSchedule({ ...options, ...own });
      schedule.step(7);
      return schedule.getLr();
    };
    expect(refusal(() => load(state, { totalSteps: 20 })).argument).toBe("state.settings.totalSteps");
    expect(refusal(() => load(state, { baseLr: 0.2 })).argument).toBe("state.baseLrs[0]");
    expect(refusal(() => load(bare, { totalSteps: 20 })).argument).toBe("state.currentLrs[0]");
    expect(load(state, { totalSteps: 20 }, "checkpoint")).toEqual(rate({}));
    expect(load(state, { totalSteps: 20, baseLr: 0.2 }, "keep")).toEqual(
      rate({ totalSteps: 20, baseLr: 0.2 }),
    );
    const within = new WarmupCosineSchedule(options);
    within.step(2.5);
    expect(within.getLr()).toEqual([0.0625]);
  });

  it("may not be others than a scheduler takes", () => {
    const options = { relative: false } as never;
    expect(refusal(() => getCosineWarmupScheduler(plain(1), 1, 2, 0, options)).argument).toBe("relative");
  });
});

describe("getCosineWarmupScheduler", () => {
  it("multiplies each group's initial rate", () => {
    const optimizer = plain(0.5, 0.25);
    const scheduler = getCosineWarmupScheduler(optimizer, 4, 20, 0.1);
    for (let step = 0; step < 25; step++) {
      const factor = warmupCosine({ peak: 1, end: 0.1, warmupSteps: 4, totalSteps: 20 })(step);
      expect(scheduler.getLastLr()).toEqual([0.5 * factor, 0.25 * factor]);
      scheduler.step();
    }
    expect(scheduler.getLastLr()).toEqual([0.05, 0.025]);
  });

  it("rejects a ratio outside 0 to 1", () => {
    expect(refusal(() => getCosineWarmupScheduler(plain(1), 1, 2, 1.1)).argument).toBe("minLrRatio");
    expect(refusal(() => getCosineWarmupScheduler(plain(1), 1, 2, Number.NaN)).argument).toBe("minLrRatio");
  });
});

describe("WarmupCosineSchedule", () => {
  const options = { baseLr: [0.1, 0.01], warmupSteps: 4, totalSteps: 12, warmupStartLr: 0.001, etaMin: 1e-4 };

  it("has braintools' interface", () => {
    const schedule = new WarmupCosineSchedule(options);
    expect([schedule.lastEpoch, schedule.baseLrs]).toEqual([0, [0.1, 0.01]]);
    expect(schedule.getLr()).toEqual([0.001, 0.001]);
    schedule.step();
    schedule.stepEpoch();
    expect(schedule.lastEpoch).toBe(2);
    schedule.step(4);
    expect(schedule.getLastLr()).toEqual([0.1, 0.01]);
    expect(schedule.apply((rate) => -rate)).toEqual([-0.1, -0.01]);
    schedule.step(100);
    expect(schedule.getLr()).toEqual([1e-4, 1e-4]);
  });

  it("writes the rates of the saved step when its state or the optimizer's is loaded", () => {
    const saved = new WarmupCosineSchedule(options);
    const optimizer = plain(1, 1);
    const schedule = new WarmupCosineSchedule(options);
    schedule.attachOptimizer(optimizer);
    for (const epoch of [0, 1, 4, 5, 12, 20]) {
      saved.step(epoch);
      schedule.loadStateDict(JSON.parse(JSON.stringify(saved.stateDict())));
      const written = () => optimizer.paramGroups.map(({ lr }) => lr);
      expect([schedule.getLastLr(), written()]).toEqual([saved.getLr(), saved.getLr()]);
      for (const group of optimizer.paramGroups) group.lr = 7;
      schedule.stateLoaded();
      expect(written()).toEqual(saved.getLr());
    }
  });

  it("writes into an optimizer, whose further groups have the last base rate", () => {
    const optimizer = plain(1, 1, 1);
    const schedule = new WarmupCosineSchedule(options);
    schedule.attachOptimizer(optimizer);
    schedule.step(4);
    expect(optimizer.paramGroups.map(({ lr }) => lr)).toEqual([0.1, 0.01, 0.01]);
    expect(schedule.baseLrs).toEqual([0.1, 0.01, 0.01]);
  });

  it("completes a warm-up that is longer than the run, and has none of 0 steps", () => {
    const long = new WarmupCosineSchedule({ ...options, totalSteps: 2, baseLr: 0.1 });
    const rates = [0, 4, 5].map((epoch) => {
      long.step(epoch);
      return long.getLr();
    });
    expect(rates).toEqual([[0.001], [0.1], [1e-4]]);
    expect(new WarmupCosineSchedule({ ...options, warmupSteps: 0 }).getLr()).toEqual([0.1, 0.01]);
  });

  it("rejects a change of the rates that is not a function", () => {
    for (const change of [undefined, null, 2]) {
      expect(() => new WarmupCosineSchedule().apply(change as never)).toThrow(InvalidArgumentError);
    }
  });

  it("continues from its state, and from braintools'", () => {
    const schedule = new WarmupCosineSchedule(options);
    schedule.step(7);
    const { baseLr: _, ...withoutBase } = options;
    const resumed = new WarmupCosineSchedule(withoutBase);
    resumed.loadStateDict(JSON.parse(JSON.stringify(schedule.stateDict())));
    schedule.step();
    resumed.step();
    expect(resumed.stateDict()).toEqual(schedule.stateDict());
    resumed.loadStateDict({ last_epoch: 2, base_lrs: [0.5], current_lrs: [0.2505] });
    expect([resumed.lastEpoch, resumed.baseLrs]).toEqual([2, [0.5]]);
    expect(
      refusal(() => resumed.loadStateDict({ last_epoch: 2, base_lrs: [0.5], current_lrs: [] })).argument,
    ).toBe("state.current_lrs.length");
    expect(refusal(() => resumed.loadStateDict({ lastEpoch: 2, baseLrs: [], currentLrs: [] })).argument).toBe(
      "state.baseLrs",
    );
    expect(() => resumed.step(-1)).toThrow(InvalidArgumentError);
    expect([resumed.lastEpoch, resumed.baseLrs]).toEqual([2, [0.5]]);
  });
});
