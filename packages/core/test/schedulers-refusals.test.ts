/** What schedulers refuse, by which name, and that a refusal changes nothing; and what comes close but is allowed. */
import {
  AdamW,
  LRScheduler,
  linear,
  type ScheduledOptimizer,
  type SchedulerState,
  stepDecay,
} from "@anneal/core";
import { describe, expect, it } from "vitest";
import { plainOptimizer as plain } from "./support/plain-optimizer.js";
import { refusal } from "./support/refusals.js";

const lr = stepDecay({ peak: 0.1, gamma: 0.5, every: 2 });
const half = (step: number) => 0.5 ** step;

describe("groups", () => {
  it.each<[string, RegExp, () => unknown]>([
    [
      "optimizer.paramGroups",
      /at least one parameter group/,
      () => new LRScheduler({ paramGroups: [{ lr: 1 }, null as never] }, lr),
    ],
    [
      "groups[0].lr",
      /two would overwrite each other/,
      () => new LRScheduler({ paramGroups: [{ lr: () => 1 }] }, lr),
    ],
    ["groups[0].lr", /read-only/, () => new LRScheduler({ paramGroups: [Object.freeze({ lr: 1 })] }, lr)],
    [
      "groups[1].lr",
      /read-only/,
      () =>
        new LRScheduler(
          {
            paramGroups: [
              { lr: 1 },
              new (class {
                get lr() {
                  return 1;
                }
              })(),
            ],
          },
          lr,
        ),
    ],
    ["groups[0].betas", /a list of betas/, () => new LRScheduler(withBetas([]), { betas: lr })],
    ["groups[0].betas", /a list of betas/, () => new LRScheduler(withBetas(0.9), { betas: lr })],
  ])("with a bad %s are rejected (%s)", (argument, expected, construct) => {
    const error = refusal(construct);
    expect([error.argument, error.expected]).toEqual([argument, expect.stringMatching(expected)]);
  });

  it("may inherit a field that can be set", () => {
    class Group {
      #lr = 1;
      get lr() {
        return this.#lr;
      }
      set lr(value: number) {
        this.#lr = value;
      }
    }
    const group = new Group();
    new LRScheduler({ paramGroups: [group] }, lr);
    expect(group.lr).toBe(0.1);
  });

  it("that were added are named by their place", () => {
    const optimizer = plain(1);
    const scheduler = new LRScheduler(optimizer, half, { relative: true });
    optimizer.paramGroups.push(...plain(1, Number.NaN).paramGroups);
    expect(refusal(() => scheduler.step()).argument).toBe("groups[2].lr");
  });

  it("that are frozen later stop the scheduler where it is", () => {
    const optimizer = plain(1);
    const scheduler = new LRScheduler(optimizer, lr);
    for (const group of optimizer.paramGroups) Object.freeze(group);
    const error = refusal(() => scheduler.moveTo(2));
    expect([error.argument, scheduler.lastEpoch]).toEqual(["groups[0].lr", 0]);
    const two = plain(1, 1);
    const both = new LRScheduler(two, lr);
    Object.freeze(two.paramGroups[1]);
    expect(refusal(() => both.moveTo(2)).argument).toBe("groups[1].lr");
    expect(both.getLastLr()).toEqual([lr(0), lr(0)]);
  });
});

function withBetas(betas: unknown): ScheduledOptimizer {
  return { paramGroups: [{ lr: 1, betas } as { lr: number }] };
}

/** A group whose rate can't be above a limit. */
function limited(rate: number, limit: number) {
  let held = rate;
  return {
    momentum: 0.5,
    get lr() {
      return held;
    },
    set lr(value: number) {
      if (value > limit) throw new RangeError(`above ${limit}`);
      held = value;
    },
  };
}

describe("a group that rejects its rate", () => {
  it("leaves the others as they were before the scheduler", () => {
    const groups = [{ lr: 7 }, limited(8, 8), { lr: 9 }];
    expect(() => new LRScheduler({ paramGroups: groups }, () => 10)).toThrow("above 8");
    expect(groups.map((group) => group.lr)).toEqual([7, 8, 9]);
  });

  it("leaves the others at the present step, and what was set by hand after it", () => {
    const groups = [{ lr: 7 }, limited(0.5, 5), { lr: 7 }];
    const scheduler = new LRScheduler({ paramGroups: groups }, (step) => step + 1);
    const [, limit, last] = groups as [unknown, { lr: number }, { lr: number }];
    limit.lr = 2;
    last.lr = 3;
    expect(() => scheduler.moveTo(6)).toThrow(RangeError);
    expect([scheduler.lastEpoch, ...groups.map((group) => group.lr)]).toEqual([0, 1, 2, 3]);
    scheduler.step();
    expect(groups.map((group) => group.lr)).toEqual([2, 2, 2]);
  });

  it("passes on its own error where it is the only one", () => {
    const group = limited(1, 1);
    const scheduler = new LRScheduler({ paramGroups: [group] }, (step) => step);
    scheduler.step();
    expect(() => scheduler.step()).toThrow("above 1");
    expect([scheduler.lastEpoch, group.lr]).toEqual([1, 1]);
  });

  it("keeps the fields of the other curves, too", () => {
    const group = limited(1, 1);
    const curves = { momentum: (step: number) => step / 4, lr: (step: number) => step };
    const scheduler = new LRScheduler({ paramGroups: [group] }, curves);
    scheduler.step();
    expect(() => scheduler.step()).toThrow("above 1");
    expect([group.momentum, group.lr]).toEqual([0.25, 1]);
  });
});

describe("curves", () => {
  it.each<[string, object]>([
    ["curves", []],
    ["curves.lr", { lr: [] }],
    ["curves.momentum", { momentum: "linear" }],
  ])("are rejected as %s", (argument, curves) => {
    expect(refusal(() => new LRScheduler(plain(1), curves as never)).argument).toBe(argument);
  });

  it("may be the getters of a class", () => {
    class Curves {
      get lr() {
        return lr;
      }
      get weightDecay() {
        return half;
      }
    }
    const optimizer = plain(1);
    new LRScheduler(optimizer, new Curves() as never).step();
    expect(optimizer.paramGroups[0]).toMatchObject({ lr: lr(1), weightDecay: 0.5 });
  });

  it("of other fields than the rate are never factors", () => {
    const optimizer = plain(0.4);
    new LRScheduler(optimizer, { lr: half, weightDecay: half, betas: half }, { relative: true }).step();
    expect(optimizer.paramGroups[0]).toMatchObject({ lr: 0.2, weightDecay: 0.5, betas: [0.5, 0.999] });
  });

  it("of an added group are one for each field that has a list, and no others", () => {
    const optimizer = plain(1);
    const scheduler = new LRScheduler(optimizer, { lr: [lr], momentum: half });
    optimizer.paramGroups.push(...plain(1).paramGroups);
    for (const [argument, curves] of [
      ["curves.lr", { lr: [lr] }],
      ["curves.momentum", { lr, momentum: half }],
      ["curves.weightDecay", { lr, weightDecay: half }],
    ] as const) {
      expect(refusal(() => scheduler.addGroup(curves)).argument).toBe(argument);
    }
    scheduler.addGroup({ lr: half });
    scheduler.step();
    expect(optimizer.paramGroups.map(({ lr: rate, momentum }) => [rate, momentum])).toEqual([
      [lr(1), 0.5],
      [0.5, 0.5],
    ]);
  });

  it("of an added group may not be missing", () => {
    const optimizer = plain(1);
    const scheduler = new LRScheduler(optimizer, { lr: [lr], momentum: [half] });
    optimizer.paramGroups.push(...plain(1).paramGroups);
    expect(refusal(() => scheduler.addGroup({ momentum: half })).argument).toBe("curves.lr");
  });
});

describe("a state with the policy checkpoint", () => {
  type GivenCurves = ConstructorParameters<typeof LRScheduler>[1];

  /** The argument that a scheduler refuses of its own state with other settings and initial rates. */
  const refused = (curves: GivenCurves, settings: unknown, initialLrs?: unknown) => {
    const scheduler = new LRScheduler(plain(1, 1), curves);
    const state = JSON.parse(JSON.stringify(scheduler.stateDict()));
    const damaged = { ...state, settings, initialLrs: initialLrs ?? state.initialLrs };
    return refusal(() => scheduler.loadStateDict(damaged, { policy: "checkpoint" })).argument;
  };
  const settings = { relative: false, curves: { lr: JSON.parse(JSON.stringify(lr)) } };

  it.each<[string, unknown, unknown?]>([
    ["state.settings", []],
    ["state.settings", { relative: false }],
    ["state.settings", { relative: false, curves: 3 }],
    ["state.settings", { ...settings, relative: "no" }],
    ["state.settings.relative", { ...settings, relative: undefined }],
    ["state.settings.curves.lr.version", { relative: false, curves: { lr: { version: 1n } } }],
    ["state.settings.curves.lr[0]", { relative: false, curves: { lr: [() => 1] } }],
    ["state.settings.curves.lr", { relative: false, curves: { lr: Number.NaN } }],
    ["state.initialLrs.length", settings, []],
    ["state.initialLrs[1]", settings, [1, null]],
  ])("is rejected for a bad %s", (argument, damaged, initialLrs) => {
    expect(refused(lr, damaged, initialLrs)).toBe(argument);
  });

  it("needs a function here for each that it was saved from, one for one and a list for a list", () => {
    const without = (curves: GivenCurves, saved: object) =>
      refused(curves, { relative: false, curves: { lr: null, ...saved } });
    expect(without([half, half], {})).toBe("state.settings.curves.lr");
    expect(without(half, { lr: [null, null] })).toBe("state.settings.curves.lr[0]");
    expect(without(half, { momentum: null })).toBe("state.settings.curves.momentum");
    expect(without(half, { momentum: [null, null] })).toBe("state.settings.curves.momentum[0]");
  });

  it("can't multiply a rate that nobody knows", () => {
    const optimizer = new AdamW([1], { lr });
    const decay = new LRScheduler(optimizer, { weightDecay: half });
    const settings = { relative: true, curves: { lr: JSON.parse(JSON.stringify(lr)) } };
    const state = { ...decay.stateDict(), settings };
    expect(refusal(() => decay.loadStateDict(state, { policy: "checkpoint" })).argument).toBe(
      "initialLrs[0]",
    );
  });
});

describe("a state with the policy match", () => {
  const load = (state: (own: SchedulerState) => object, curves: object = [lr, lr]) => {
    const scheduler = new LRScheduler(plain(1, 1), curves as never);
    const own = JSON.parse(JSON.stringify(scheduler.stateDict()));
    return refusal(() => scheduler.loadStateDict(state(own) as never));
  };

  it("has as many curves as the scheduler", () => {
    const more = load((own) => {
      const { curves } = own.settings as { curves: { lr: unknown[] } };
      return { ...own, settings: { relative: false, curves: { lr: [...curves.lr, curves.lr[0]] } } };
    });
    expect(more.argument).toBe("state.settings.curves.lr");
    const one = load((own) => {
      const { curves } = own.settings as { curves: { lr: unknown[] } };
      return { ...own, settings: { relative: false, curves: { lr: curves.lr[0] } } };
    });
    expect(one.argument).toBe("state.settings.curves.lr");
  });

  it("has no setting that the scheduler lacks", () => {
    const refused = load((own) => ({ ...own, settings: { ...(own.settings as object), gamma: 2 } }));
    expect(refused.argument).toBe("state.settings.gamma");
    expect(refused.expected).toContain("absent, as in this scheduler");
  });
});

describe("initial rates", () => {
  const relative = (optimizer: ScheduledOptimizer) => new LRScheduler(optimizer, half, { relative: true });

  it("are known if nothing writes them", () => {
    expect(new LRScheduler(plain(0.4), { momentum: half }).baseLrs).toEqual([0.4]);
    const group = { lr: () => 1, momentum: 0.5 };
    expect(new LRScheduler({ paramGroups: [group] }, { momentum: half }).baseLrs).toEqual([Number.NaN]);
    expect(group).not.toHaveProperty("initialLr");
  });

  it("need not be said again where the first scheduler has not moved on, or has left the rate", () => {
    const first = plain(0.4);
    new LRScheduler(first, () => 0.5, { relative: true });
    expect(relative(first).baseLrs).toEqual([0.4]);
    const second = plain(0.4);
    new LRScheduler(second, () => 1, { relative: true }).moveTo(3);
    expect(relative(second).baseLrs).toEqual([0.4]);
  });

  it("are the present ones where the recorded one was removed", () => {
    const optimizer = plain(0.4);
    relative(optimizer).moveTo(2);
    delete optimizer.paramGroups[0]?.initialLr;
    expect(relative(optimizer).baseLrs).toEqual([0.1]);
  });

  it("of a run that continues are those that an optimizer of ours was made with", () => {
    const optimizer = new AdamW([1], { lr: 0.4 });
    new LRScheduler(optimizer, half, { relative: true, lastEpoch: 2 });
    expect(optimizer.groups[0]?.lr).toBe(0.1);
  });

  it("that a loaded state brings stay if nothing is multiplied", () => {
    const saved = new AdamW([1], { lr: 0.4 });
    relative(saved);
    const optimizer = new AdamW([1], { lr: 0.3 });
    const scheduler = new LRScheduler(optimizer, linear({ start: 1, end: 0, totalSteps: 4 }));
    optimizer.loadStateDict(saved.stateDict());
    scheduler.step();
    expect(optimizer.groups[0]).toMatchObject({ lr: 1, initialLr: 0.4 });
  });
});
