/** How the step of a schedule follows the count of an optimizer that doesn't say when its state is loaded. */
import { AdamW, LRScheduler } from "@anneal/core";
import { describe, expect, it } from "vitest";
import { plainOptimizer as plain } from "./support/plain-optimizer.js";
import { refusal } from "./support/refusals.js";

const curve = (step: number) => 1 / (step + 1);

function counting(stepCount = 0) {
  const optimizer = { ...plain(1), stepCount };
  return { optimizer, scheduler: new LRScheduler(optimizer, curve) };
}

/** What loading a checkpoint does to the optimizers of other libraries. */
function replaceGroups(optimizer: ReturnType<typeof plain>): void {
  optimizer.paramGroups = JSON.parse(JSON.stringify(optimizer.paramGroups));
}

function stepOf({ optimizer, scheduler }: ReturnType<typeof counting>, stepCount: number): number {
  optimizer.stepCount = stepCount;
  scheduler.step();
  expect(optimizer.paramGroups[0]?.lr).toBe(curve(scheduler.lastEpoch));
  return scheduler.lastEpoch;
}

describe("after moveTo", () => {
  it("updates continue from that step", () => {
    const run = counting(5);
    run.scheduler.moveTo(10);
    expect([stepOf(run, 5), stepOf(run, 7), stepOf(run, 8)]).toEqual([10, 12, 13]);
  });

  it("groups that were replaced don't matter while the count is the same", () => {
    const run = counting(5);
    run.scheduler.moveTo(10);
    replaceGroups(run.optimizer);
    expect([stepOf(run, 5), stepOf(run, 6)]).toEqual([10, 11]);
  });

  it("a count that changed with the groups is ambiguous", () => {
    const run = counting(5);
    run.scheduler.moveTo(10);
    replaceGroups(run.optimizer);
    const error = refusal(() => stepOf(run, 8));
    expect(error.argument).toBe("optimizer.stepCount");
    expect(error.expected).toContain("or 3 updates were made");
  });
});

describe("after a state was loaded that was saved at step 20 and update 50", () => {
  /** A scheduler with this state, over an optimizer that has counted so far. */
  function loaded(stepCount: number, before = stepCount) {
    const run = counting(before);
    if (before !== stepCount) stepOf(run, stepCount);
    run.scheduler.loadStateDict({ ...run.scheduler.stateDict(), lastEpoch: 20, updates: 50 });
    return run;
  }

  it("fewer updates than it had are made since", () => {
    expect(stepOf(loaded(0), 0)).toBe(20);
    expect(stepOf(loaded(0), 3)).toBe(23);
    expect(stepOf(loaded(0), 49)).toBe(69);
  });

  it("as many or more may be loaded ones", () => {
    expect(refusal(() => stepOf(loaded(0), 50)).expected).toContain("or 50 updates were made");
    expect(refusal(() => stepOf(loaded(10), 60)).expected).toContain("or 50 updates were made");
  });

  it("they are loaded ones where the groups were replaced, too", () => {
    const run = loaded(0);
    replaceGroups(run.optimizer);
    expect(stepOf(run, 60)).toBe(30);
  });

  it("they are loaded ones where the optimizer has them already", () => {
    expect(stepOf(loaded(50), 50)).toBe(20);
    expect(stepOf(loaded(57), 57)).toBe(27);
    expect(stepOf(loaded(57), 59)).toBe(29);
  });

  it("an optimizer that was followed continues from there, or back to an earlier update of the run", () => {
    expect(stepOf(loaded(60, 58), 60)).toBe(20);
    expect(stepOf(loaded(60, 58), 61)).toBe(21);
    expect(stepOf(loaded(50, 48), 51)).toBe(21);
    expect(stepOf(loaded(60, 58), 55)).toBe(25);
  });

  it("the next update is counted from there", () => {
    const run = loaded(0);
    expect([stepOf(run, 3), stepOf(run, 60)]).toEqual([23, 80]);
  });

  it("a step without an update leaves the count as unknown as it was", () => {
    const run = loaded(0);
    expect(stepOf(run, 0)).toBe(20);
    expect(refusal(() => stepOf(run, 60)).argument).toBe("optimizer.stepCount");
  });

  it("a state of the same update is of the same run", () => {
    const { scheduler, optimizer } = loaded(50);
    optimizer.stepCount = 52;
    expect(scheduler.stateDict()).toMatchObject({ lastEpoch: 22, updates: 52 });
  });

  it("a state that is saved again before a step is the same", () => {
    const { scheduler, optimizer } = loaded(0);
    expect(scheduler.stateDict()).toMatchObject({ lastEpoch: 20, updates: 0 });
    optimizer.stepCount = 5;
    expect(scheduler.stateDict()).toMatchObject({ lastEpoch: 20, updates: 0 });
  });
});

it("a state without a count continues at the current count", () => {
  const run = counting(4);
  run.scheduler.loadStateDict({ ...run.scheduler.stateDict(), lastEpoch: 20, updates: null });
  replaceGroups(run.optimizer);
  expect(refusal(() => stepOf(run, 6)).argument).toBe("optimizer.stepCount");
  expect([stepOf(run, 4), stepOf(run, 6)]).toEqual([20, 22]);
});

it("a state where calls are counted has no count, also after moveTo", () => {
  const scheduler = new LRScheduler(plain(1), curve);
  scheduler.moveTo(5);
  expect(scheduler.stateDict()).toMatchObject({ lastEpoch: 5, updates: null });
});

it("a state includes missed updates", () => {
  const { optimizer, scheduler } = counting(4);
  optimizer.stepCount = 6;
  expect(scheduler.stateDict()).toMatchObject({ lastEpoch: 2, updates: 6 });
  optimizer.stepCount = 4;
  expect(scheduler.stateDict()).toMatchObject({ lastEpoch: 0, updates: 4 });
  optimizer.stepCount = 1;
  expect(scheduler.stateDict()).toMatchObject({ lastEpoch: 0, updates: 4 });
  optimizer.stepCount = 6;
  scheduler.step();
  optimizer.stepCount = 4;
  expect(scheduler.stateDict()).toMatchObject({ lastEpoch: 0, updates: 4 });
});

it("a count from before the schedule is rejected with the least that is allowed", () => {
  const run = counting(5);
  expect(refusal(() => stepOf(run, 3)).expected).toBe("at least 5, the updates made when the schedule began");
});

describe("what counts", () => {
  it("is the optimizer's own count where that is asked for", () => {
    const optimizer = new AdamW([1], { lr: 1 });
    const scheduler = new LRScheduler(optimizer, curve, { counter: "optimizer" });
    for (let i = 0; i < 3; i++) optimizer.step({ grads: [Float32Array.of(1)] });
    scheduler.step();
    expect(scheduler.lastEpoch).toBe(3);
  });

  it("is rejected by what it may be, and by what this optimizer has", () => {
    const refused = (optimizer: object, counter: unknown) =>
      refusal(() => new LRScheduler(optimizer as never, curve, { counter: counter as never })).expected;
    expect(refused({ ...plain(1), stepCount: 0 }, "steps")).toBe('"optimizer", "calls" or a function');
    expect(refused(plain(1), "steps")).toBe('"optimizer", "calls" or a function');
    expect(refused(plain(1), "optimizer")).toContain("the optimizer has no stepCount");
  });

  it("is a report, in which an update is what is neither skipped nor not made", () => {
    const scheduler = new LRScheduler(plain(1), curve);
    for (const report of [{}, { stepped: true }, { skipped: null }, { skipped: false }])
      scheduler.step(report);
    expect(scheduler.lastEpoch).toBe(4);
    for (const report of [{ stepped: false }, { skipped: true }, { skipped: "foundInf" }])
      scheduler.step(report);
    expect(scheduler.lastEpoch).toBe(4);
  });
});
