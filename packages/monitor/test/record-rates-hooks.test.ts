/** What recordRates hooks into, and how little it changes there. */
import { type RateSource, Recorder, recordRates } from "@anneal/monitor";
import { describe, expect, it } from "vitest";

function recording() {
  const records: object[] = [];
  const recorder = new Recorder({ sinks: [{ log: (record) => records.push({ ...record }) }] });
  return { records, recorder };
}

const refused = (argument: string) => expect.objectContaining({ name: "InvalidArgumentError", argument });

describe("a hook", () => {
  it("is not listed, and can be replaced by others", () => {
    const source = { paramGroups: [{ lr: 1 }], step: () => 1 };
    const { recorder, records } = recording();
    recordRates(recorder, source);
    expect(Object.keys(source)).toEqual(["paramGroups"]);
    const hooked = source.step;
    source.step = () => hooked() + 1;
    expect(source.step()).toBe(2);
    expect(records).toHaveLength(1);
  });

  it("passes on what step is called with, and on which object", () => {
    const calls: unknown[][] = [];
    const source = {
      paramGroups: [{ lr: 1 }],
      step(...given: unknown[]) {
        calls.push([this, ...given]);
      },
    };
    const stop = recordRates(recording().recorder, source);
    const { step } = source;
    (source.step as (...given: unknown[]) => void)(1, "two");
    stop();
    step.call(source, 3);
    expect(calls).toEqual([
      [source, 1, "two"],
      [source, 3],
    ]);
  });

  it("is removed without changing a step that was replaced since", () => {
    const source = { paramGroups: [{ lr: 1 }], step: () => 1 };
    const { recorder, records } = recording();
    const stop = recordRates(recorder, source);
    const mine = () => 7;
    source.step = mine;
    stop();
    expect(source.step).toBe(mine);
    expect(records).toEqual([]);
  });

  it("can be added to a sealed object and removed", () => {
    const step = () => {};
    const source = Object.seal({ paramGroups: [{ lr: 1 }], step });
    const { recorder, records } = recording();
    const stop = recordRates(recorder, source);
    source.step();
    stop();
    expect([source.step, records]).toEqual([step, [{ step: 0, lr: 1 }]]);
  });

  it("needs a step that can be replaced, in one way or the other", () => {
    const { recorder } = recording();
    const withStep = (descriptor: PropertyDescriptor) =>
      Object.defineProperty({ paramGroups: [] }, "step", { value: () => {}, ...descriptor }) as never;
    expect(() => recordRates(recorder, withStep({}))).toThrow(refused("source"));
    for (const descriptor of [{ configurable: true }, { configurable: true, writable: true }]) {
      expect(() => recordRates(recorder, withStep(descriptor))).not.toThrow();
    }
    class Optimizer {
      paramGroups = [];
      step() {}
    }
    expect(() => recordRates(recorder, Object.preventExtensions(new Optimizer()))).toThrow(refused("source"));
    expect(() => recordRates(recorder, new Optimizer())).not.toThrow();
  });
});

describe("a source", () => {
  it("with rates of its own and groups is a scheduler", () => {
    const source = {
      lastEpoch: 4,
      paramGroups: [{ lr: 9 }],
      getLastLr: () => [0.5],
      step() {
        this.lastEpoch++;
      },
    };
    const { recorder, records } = recording();
    recordRates(recorder, source);
    source.step();
    expect(records).toEqual([{ step: 4, lr: 0.5 }]);
  });

  it("that reports is recorded only at the updates that are due", () => {
    let step = 0;
    const source = { groups: [{}], step: () => ({ stepped: step !== 2, step: step++, lr: [0.5] }) };
    const { recorder, records } = recording();
    recordRates(recorder, source as unknown as RateSource, { every: 2 });
    for (let i = 0; i < 5; i++) source.step();
    expect(records).toEqual([
      { step: 0, lr: 0.5 },
      { step: 4, lr: 0.5 },
    ]);
  });

  it("that counts is read only at the updates that are due", () => {
    let read = 0;
    const group = {
      get lr() {
        read++;
        return 0.5;
      },
    };
    const source = {
      paramGroups: [group],
      stepCount: 0,
      step() {
        this.stepCount++;
      },
    };
    const calls = { paramGroups: [group], step() {} };
    for (const each of [source, calls]) {
      const { recorder, records } = recording();
      read = 0;
      recordRates(recorder, each, { every: 3 });
      for (let i = 0; i < 7; i++) each.step();
      expect([read, records.length]).toEqual([3, 3]);
    }
  });
});

it.each<[string, unknown, object]>([
  ["name", {}, { name: "" }],
  ["name", {}, { name: 5 }],
  ["recorder", {}, {}],
  ["recorder", null, {}],
  ["recorder", { log: "file" }, {}],
])("rejects a bad %s", (argument, recorder, options) => {
  const source = { paramGroups: [{ lr: 1 }], step() {} };
  expect(() => recordRates(recorder as never, source, options)).toThrow(refused(argument));
  expect(Object.keys(source)).toContain("step");
});
