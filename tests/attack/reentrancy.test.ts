/** Rates, curves and getters that call the object which calls them: refused, and nothing half done. */
import * as core from "@anneal/core";
import { torch } from "@anneal/interop";
import * as wasm from "@anneal/wasm";
import { describe, expect, it } from "vitest";

const reentrant = expect.objectContaining({ name: "ReentrantCallError" });

/** Runs something and gives what it threw. */
function thrownBy(run: () => unknown): unknown {
  try {
    run();
    return null;
  } catch (error) {
    return error;
  }
}

const classes = {
  "core, resident": core.AdamW,
  "core, caller": core.AdamW,
  "wasm, resident": wasm.AdamW,
  "wasm, caller": wasm.AdamW,
};

describe.each(Object.entries(classes))("AdamW of %s", (title, AdamW) => {
  const memory = title.endsWith("resident") ? "resident" : "caller";
  const gradients = () => [Float32Array.of(1), Float32Array.of(2)];

  /** An optimizer whose rate calls something once; and the same whose rate calls nothing. */
  function optimizers(inner: (optimizer: core.AdamW) => unknown) {
    const problems: unknown[] = [];
    const make = (act: (optimizer: core.AdamW) => void) => {
      const optimizer: core.AdamW = new AdamW([Float32Array.of(1), Float32Array.of(1)], {
        lr: () => {
          act(optimizer);
          return 0.1;
        },
        memory,
      }) as core.AdamW;
      return optimizer;
    };
    const tested = make((optimizer) => problems.push(thrownBy(() => inner(optimizer))));
    return { tested, plain: make(() => {}), problems };
  }

  const state = (optimizer: core.AdamW) => [optimizer.stateDict(), optimizer.params];

  it.each<[string, (optimizer: core.AdamW) => unknown]>([
    ["step", (optimizer) => optimizer.step({ grads: gradients() })],
    ["clipGradNorm", (optimizer) => optimizer.clipGradNorm(1, { grads: gradients(), skip: [0] })],
    ["loadStateDict", (optimizer) => optimizer.loadStateDict(optimizer.stateDict())],
    ["clipGradValue", (optimizer) => optimizer.clipGradValue(1, { grads: gradients() })],
    ["addGroup", (optimizer) => optimizer.addGroup({ params: [Float32Array.of(1)] })],
    ["replaceParams", (optimizer) => optimizer.replaceParams(gradients())],
    ["freeze of another parameter", (optimizer) => optimizer.freeze("0")],
    ["thaw", (optimizer) => optimizer.thaw("1")],
    ["zeroGrad", (optimizer) => optimizer.zeroGrad()],
    ["eval", (optimizer) => optimizer.eval()],
    ["a new rate", (optimizer) => Object.assign(optimizer.groups[0] as object, { lr: 0.5 })],
    [
      "another weight decay",
      (optimizer) => Object.assign(optimizer.groups[0] as object, { weightDecay: 0.5 }),
    ],
  ])("refuses %s of its own rate, and the outer step is what was asked for", (_, inner) => {
    const { tested, plain, problems } = optimizers(inner);
    for (const optimizer of [tested, plain]) optimizer.step({ grads: gradients(), skip: [1] });
    expect(problems).toEqual([reentrant]);
    expect(state(tested)).toEqual(state(plain));
    // And it can be used again.
    for (const optimizer of [tested, plain]) optimizer.step({ grads: gradients() });
    expect(state(tested)).toEqual(state(plain));
  });

  it("takes the gradients that it was given, whatever becomes of the list", () => {
    const grads: (Float32Array | null)[] = gradients();
    const { tested, plain } = optimizers(() => {
      grads.length = 0;
    });
    tested.step({ grads });
    plain.step({ grads: gradients() });
    expect(state(tested)).toEqual(state(plain));
  });

  it("reads and writes arrays whose properties call it as it does others, and asks none of them", () => {
    const calls: string[] = [];
    const train = (arrayOf: (...values: number[]) => Float32Array) => {
      const params = [arrayOf(1, -2), arrayOf(3)];
      const optimizer = new AdamW(params, { lr: 0.1, memory, nonFinite: "throw" }) as core.AdamW;
      act = () => optimizer.step({ grads: gradients() });
      for (let i = 0; i < 3; i++) {
        const grads = [arrayOf(1, 2 ** i), arrayOf(-i)];
        optimizer.clipGradNorm(1.5, { grads });
        optimizer.clipGradValue(0.7, { grads });
        optimizer.step({ grads, gradScale: 0.5 });
      }
      return JSON.stringify([optimizer.stateDict(), optimizer.params.map((each) => Array.from(each))]);
    };
    let act = () => {};
    class Hostile extends Float32Array {
      static get [Symbol.species](): Float32ArrayConstructor {
        calls.push("species");
        act();
        return Float32Array;
      }
    }
    for (const name of [
      "buffer",
      "byteOffset",
      "byteLength",
      "length",
      "set",
      "fill",
      "subarray",
      "findIndex",
    ]) {
      Object.defineProperty(Hostile.prototype, name, {
        get() {
          calls.push(name);
          act();
        },
      });
    }
    const hostile = (...values: number[]) => {
      const array = new Hostile(values.length);
      values.forEach((value, i) => {
        array[i] = value;
      });
      return array;
    };
    expect(train(hostile)).toBe(train((...values) => Float32Array.from(values)));
    expect(calls).toEqual([]);
  });

  it("is as before when its rate transfers a gradient, or frees it", () => {
    const grads = gradients();
    const { tested } = optimizers(() =>
      structuredClone(0, { transfer: [(grads[1] as Float32Array).buffer as ArrayBuffer] }),
    );
    const before = JSON.stringify(state(tested));
    expect(() => tested.step({ grads })).toThrow(core.InvalidArgumentError);
    expect(JSON.stringify(state(tested))).toBe(before);
    const freed = optimizers((optimizer) => optimizer.dispose()).tested;
    expect(() => freed.step({ grads: gradients() })).toThrow(core.FreedError);
  });

  /** Calls `act` when a property is read for the first time. */
  function reading<T extends object>(target: T, name: string, act: () => void): T {
    let isFirst = true;
    return new Proxy(target, {
      get(object, key) {
        if (key === name && isFirst) {
          isFirst = false;
          act();
        }
        return Reflect.get(object, key);
      },
    });
  }

  type Call = (optimizer: core.AdamW, act: () => void) => unknown;

  /** A method that only optimizers of this kind have. */
  const ofMemory: [string, Call] =
    memory === "caller"
      ? ["replaceParams", (optimizer, act) => optimizer.replaceParams(reading(gradients(), "1", act))]
      : [
          "accumulate",
          (optimizer, act) => optimizer.accumulate(reading({ grads: gradients() }, "grads", act)),
        ];

  const group = () => ({ params: [Float32Array.of(3)], lr: 0.3 });

  it.each<[string, Call]>([
    ["step", (optimizer, act) => optimizer.step(reading({ grads: gradients() }, "grads", act))],
    [
      "clipGradNorm",
      (optimizer, act) => optimizer.clipGradNorm(1, reading({ grads: gradients() }, "grads", act)),
    ],
    [
      "clipGradValue",
      (optimizer, act) => optimizer.clipGradValue(1, reading({ grads: gradients() }, "grads", act)),
    ],
    ["addGroup", (optimizer, act) => optimizer.addGroup(reading(group(), "lr", act))],
    ["stateDict", (optimizer, act) => optimizer.stateDict(reading({ copy: true }, "copy", act))],
    [
      "loadStateDict",
      (optimizer, act) => optimizer.loadStateDict(reading(optimizer.stateDict(), "mode", act)),
    ],
    [
      "checkStateDict",
      (optimizer, act) => optimizer.checkStateDict(reading(optimizer.stateDict(), "mode", act)),
    ],
    ofMemory,
  ])("says that it was freed by a getter of what %s was given", (_, call) => {
    const { plain } = optimizers(() => {});
    expect(() => call(plain, () => plain.dispose())).toThrow(core.FreedError);
  });

  it("is as before when a getter of the options transfers an array or steps", () => {
    const { plain } = optimizers(() => {});
    const before = JSON.stringify(state(plain));
    const grads = gradients();
    const transferring = {
      grads,
      get gradScale() {
        structuredClone(0, { transfer: [(grads[0] as Float32Array).buffer as ArrayBuffer] });
        return 1;
      },
    };
    expect(() => plain.step(transferring)).toThrow(core.InvalidArgumentError);
    const stepping = {
      grads: gradients(),
      get skip(): number[] {
        plain.step({ grads: gradients() });
        return [];
      },
    };
    expect(() => plain.clipGradNorm(1, stepping)).toThrow(core.ReentrantCallError);
    expect(JSON.stringify(state(plain))).toBe(before);
  });

  it("is as before when a getter of a state transfers one of its arrays", () => {
    const { plain } = optimizers(() => {});
    const saved = plain.stateDict();
    plain.step({ grads: gradients() });
    const before = JSON.stringify(state(plain));
    const [first, second] = saved.params as [core.ParameterState, core.ParameterState];
    const hostile = {
      ...saved,
      params: [
        first,
        {
          ...second,
          slots: {
            ...second.slots,
            get expAvg() {
              structuredClone(0, { transfer: [first.slots.expAvg?.buffer as ArrayBuffer] });
              return second.slots.expAvg as Float32Array;
            },
          },
        },
      ],
    };
    expect(() => plain.loadStateDict(hostile)).toThrow(core.InvalidArgumentError);
    expect(JSON.stringify(state(plain))).toBe(before);
  });
});

describe("a scheduler", () => {
  it.each<[string, (scheduler: core.LRScheduler) => unknown]>([
    ["step", (scheduler) => scheduler.step()],
    ["moveTo", (scheduler) => scheduler.moveTo(7)],
    ["loadStateDict", (scheduler) => scheduler.loadStateDict({ ...scheduler.stateDict(), lastEpoch: 9 })],
  ])("refuses %s of its own curve", (_, inner) => {
    const problems: unknown[] = [];
    let scheduler: core.LRScheduler | null = null;
    const optimizer = { paramGroups: [{ lr: 1 }] };
    scheduler = new core.LRScheduler(optimizer, (step) => {
      if (scheduler !== null) problems.push(thrownBy(() => inner(scheduler as core.LRScheduler)));
      return 1 / (step + 1);
    });
    scheduler.step();
    expect(problems).toEqual([reentrant]);
    expect([scheduler.lastEpoch, optimizer.paramGroups[0]?.lr]).toEqual([1, 0.5]);
  });

  it("refuses a group that was frozen, before anything is written", () => {
    const groups = [{ lr: 1 }, Object.freeze({ lr: 2 })];
    const optimizer = { paramGroups: groups };
    const curve = core.constant({ value: 0.5 });
    const refused = /groups\[1\]\.lr must be writable/;
    expect(() => new core.LRScheduler(optimizer, curve)).toThrow(refused);
    expect(() => new torch.StepLR(optimizer, { stepSize: 1 })).toThrow(refused);
    const late = { paramGroups: [{ lr: 1 }, { lr: 2 }] };
    const scheduler = new core.LRScheduler(late, core.linear({ start: 1, end: 0, totalSteps: 10 }));
    Object.freeze(late.paramGroups[1]);
    expect(() => scheduler.step()).toThrow(refused);
    expect([scheduler.lastEpoch, late.paramGroups[0]?.lr]).toEqual([0, 1]);
  });
});

describe.each([
  ["core", core.sample],
  ["wasm", wasm.sample as typeof core.sample],
] as const)("sample of %s", (_, sample) => {
  const first = core.linear({ start: 0, end: 1, totalSteps: 1000 });
  const second = core.cosine({ peak: 5, totalSteps: 7 });

  it("gives its own values when an item of steps samples another schedule", () => {
    const steps = [10, 20, 30];
    Object.defineProperty(steps, 1, {
      get() {
        sample(second, { count: 3 });
        return 20;
      },
    });
    expect([...sample(first, { steps })]).toEqual([10, 20, 30].map((step) => first(step)));
  });

  it("reads each item once", () => {
    let reads = 0;
    const steps = [1, 2];
    Object.defineProperty(steps, 0, { get: () => (reads++ === 0 ? 1 : Number.NaN) });
    expect([...sample(first, { steps })]).toEqual([first(1), first(2)]);
  });

  it("refuses an array that an item of steps has transferred", () => {
    const out = new Float64Array(2);
    const steps = [1, 2];
    Object.defineProperty(steps, 1, {
      get() {
        structuredClone(0, { transfer: [out.buffer] });
        return 2;
      },
    });
    expect(() => sample(first, { steps, out })).toThrow(/out must be an array whose buffer is not detached/);
  });
});
