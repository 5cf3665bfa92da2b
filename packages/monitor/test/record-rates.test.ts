import { AdamW, cosine } from "@anneal/core";
import { type FlatRecord, type LogRecord, type RateSource, Recorder, recordRates } from "@anneal/monitor";
import { describe, expect, it } from "vitest";

function recording() {
  const records: FlatRecord[] = [];
  return { records, recorder: new Recorder({ sinks: [{ log: (record) => records.push(record) }] }) };
}

/** A scheduler over an optimizer that may skip updates, as PyTorch users write them. */
class HalvingScheduler {
  lastEpoch = 0;
  #rates = [1, 10];
  getLastLr() {
    return this.#rates;
  }
  step(skipped?: boolean) {
    if (skipped) return "skipped";
    this.lastEpoch += 1;
    this.#rates = this.#rates.map((rate) => rate / 2);
    return "stepped";
  }
}

describe("recordRates", () => {
  it("records the rates that an optimizer used, group by group, with values", () => {
    const lr = cosine({ peak: 0.1, totalSteps: 10 });
    const groups = [
      { params: [2], lr },
      { params: [3], lr: 0.01 },
    ];
    const optimizer = new AdamW(groups, { lr: 1 });
    const { records, recorder } = recording();
    recordRates(recorder, optimizer, { values: (step) => ({ loss: 1 / (step + 1) }) });
    const reports = [0, 1, 2].map(() => optimizer.step());
    expect(reports.map(({ step }) => step)).toEqual([0, 1, 2]);
    expect(records).toEqual(
      [0, 1, 2].map((step) => ({ step, "lr/0": lr(step), "lr/1": 0.01, loss: 1 / (step + 1) })),
    );
  });

  it("records no update that was skipped", () => {
    const optimizer = new AdamW([2], { lr: 0.1 });
    const { records, recorder } = recording();
    recordRates(recorder, optimizer);
    optimizer.step();
    expect(optimizer.step({ foundInf: true }).stepped).toBe(false);
    optimizer.step();
    expect(records).toEqual([
      { step: 0, lr: 0.1 },
      { step: 1, lr: 0.1 },
    ]);
  });

  it("records the rates of the update that a scheduler was stepped for", () => {
    const scheduler = new HalvingScheduler();
    const { records, recorder } = recording();
    recordRates(recorder, scheduler, { name: "rate" });
    expect([scheduler.step(), scheduler.step(true), scheduler.step()]).toEqual([
      "stepped",
      "skipped",
      "stepped",
    ]);
    expect(records).toEqual([
      { step: 0, "rate/0": 1, "rate/1": 10 },
      { step: 1, "rate/0": 0.5, "rate/1": 5 },
    ]);
  });

  it("records the groups of another optimizer, as they were for the update", () => {
    const optimizer = {
      paramGroups: [{ lr: 1 }],
      step(this: { paramGroups: { lr: number }[] }) {
        for (const group of this.paramGroups) group.lr /= 4;
        return this;
      },
    };
    const { records, recorder } = recording();
    recordRates(recorder, optimizer);
    expect(optimizer.step()).toBe(optimizer);
    optimizer.step();
    expect(records).toEqual([
      { step: 0, lr: 1 },
      { step: 1, lr: 0.25 },
    ]);
  });

  it("continues the number of a resumed run, from the optimizer or from an option", () => {
    const { records, recorder } = recording();
    const optimizer = { paramGroups: [{ lr: 0.5 }], step() {} };
    recordRates(recorder, optimizer, { start: 50, every: 2 });
    for (let i = 0; i < 3; i++) optimizer.step();
    const counting = {
      paramGroups: [{ lr: 0.25 }],
      stepCount: 60,
      step(skipped?: boolean) {
        if (!skipped) this.stepCount++;
      },
    };
    recordRates(recorder, counting);
    for (const skipped of [false, true, false]) counting.step(skipped);
    expect(records).toEqual([
      { step: 50, lr: 0.5 },
      { step: 52, lr: 0.5 },
      { step: 60, lr: 0.25 },
      { step: 61, lr: 0.25 },
    ]);
    for (const source of [counting, new AdamW([1]), new HalvingScheduler()]) {
      expect(() => recordRates(recorder, source, { start: 5 })).toThrow(
        expect.objectContaining({ argument: "start" }),
      );
    }
  });

  it("records each `every` updates", () => {
    const { records, recorder } = recording();
    const scheduler = new HalvingScheduler();
    let read = 0;
    const { getLastLr } = scheduler;
    scheduler.getLastLr = function () {
      read += 1;
      return getLastLr.call(this);
    };
    recordRates(recorder, scheduler, { every: 3 });
    for (let i = 0; i < 8; i++) scheduler.step();
    expect(records.map(({ step }) => step)).toEqual([0, 3, 6]);
    expect(read).toBe(3);
  });

  it("can be removed completely", () => {
    const { records, recorder } = recording();
    const optimizer = new AdamW([2], { lr: 0.1 });
    const keys = Reflect.ownKeys(optimizer);
    const stop = recordRates(recorder, optimizer);
    stop();
    expect(optimizer.step).toBe(AdamW.prototype.step);
    expect(Reflect.ownKeys(optimizer)).toEqual(keys);
    const own = { paramGroups: [{ lr: 1 }], step: () => {} };
    const before = Object.getOwnPropertyDescriptor(own, "step");
    recordRates(recorder, own)();
    expect(Object.getOwnPropertyDescriptor(own, "step")).toEqual(before);
    optimizer.step();
    own.step();
    expect(records).toEqual([]);
  });

  it("does not change hooks on top of it, in any order", () => {
    const [first, second] = [recording(), recording()];
    const scheduler = new HalvingScheduler();
    const stopFirst = recordRates(first.recorder, scheduler);
    const stopSecond = recordRates(second.recorder, scheduler);
    scheduler.step();
    stopFirst();
    scheduler.step();
    stopSecond();
    scheduler.step();
    expect(first.records.map(({ step }) => step)).toEqual([0]);
    expect(second.records.map(({ step }) => step)).toEqual([0, 1]);
    expect(scheduler.lastEpoch).toBe(3);
  });

  it("reports an optimizer with groups that returns no report, or a promise", () => {
    const { records, recorder } = recording();
    for (const answer of [undefined, Promise.resolve()]) {
      const source = { groups: [{ lr: 1 }], step: () => answer };
      recordRates(recorder, source as unknown as RateSource);
      expect(() => source.step()).toThrow(expect.objectContaining({ argument: "source.step()" }));
    }
    expect(records).toEqual([]);
  });

  it("passes on what the step throws, and records nothing of it", () => {
    const { records, recorder } = recording();
    const source = {
      paramGroups: [{ lr: 1 }],
      step() {
        throw new Error("out of memory");
      },
    };
    recordRates(recorder, source);
    expect(() => source.step()).toThrow("out of memory");
    expect(records).toEqual([]);
  });

  it.each<[string, unknown, unknown, string]>([
    ["nothing", null, {}, "source"],
    ["an object without a step", { paramGroups: [] }, {}, "source"],
    ["an object without rates", { step() {} }, {}, "source"],
    ["what can't be hooked", Object.freeze({ paramGroups: [], step() {} }), {}, "source"],
    ["a start before the first update", { paramGroups: [], step() {} }, { start: -1 }, "start"],
    ["every 0", new HalvingScheduler(), { every: 0 }, "every"],
    ["the step as a name", new HalvingScheduler(), { name: "step" }, "name"],
    ["values that are none", new HalvingScheduler(), { values: {} }, "values"],
    ["an unknown option", new HalvingScheduler(), { each: 1 }, "each"],
  ])("rejects %s", (_, source, options, argument) => {
    const recorder = { log: (_record: LogRecord) => {} };
    expect(() => recordRates(recorder, source as RateSource, options as object)).toThrow(
      expect.objectContaining({ name: "InvalidArgumentError", argument }),
    );
  });
});
