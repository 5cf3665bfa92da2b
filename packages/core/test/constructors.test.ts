/** What holds for every constructor: it takes an options object, checks each field, and returns plain data that can be called. */
import { describe, expect, test } from "vitest";
import * as core from "../src/index.js";
import { type Constructor, type Example, examples, type Options } from "./support/constructor-examples.js";
import { refusal } from "./support/refusals.js";

function constructorOf(name: string): Constructor {
  return (core as unknown as Record<string, Constructor>)[name] as Constructor;
}

const cases = Object.entries(examples).map(([name, example]) => ({
  name,
  example,
  make: constructorOf(name),
}));

/** A call that uses the option, with another value for it. */
function callWith(example: Example, option: string, value: unknown): Options {
  const call = example.calls.find((each) => option in each);
  if (call === undefined) throw new Error(`no example uses ${option}`);
  return { ...call, [option]: value };
}

test("every function of the constructors' folder that is public has its example here", () => {
  const modules = import.meta.glob<Record<string, unknown>>("../src/constructors/*.ts", { eager: true });
  const made = new Set(Object.values(modules).flatMap((module) => Object.values(module)));
  const names = Object.keys(core).filter((name) => made.has((core as Record<string, unknown>)[name]));
  expect(names.sort()).toEqual(Object.keys(examples).sort());
});

describe.each(cases)("$name", ({ name, example, make }) => {
  const { rates = [], counts = [], positive = [], choices = [], flags = [], others = [] } = example;

  test("makes schedules that are frozen data and come back from their text", () => {
    for (const call of example.calls) {
      const schedule = make(call);
      expect(core.isSchedule(schedule)).toBe(true);
      expect(Object.isFrozen(schedule.node)).toBe(true);
      const copy = core.fromJSON(JSON.stringify(schedule));
      expect(copy.node).toStrictEqual(schedule.node);
      for (const step of [0, 1, 9, 10, 11, 50, 99, 100, 101, 1e6]) expect(copy(step)).toBe(schedule(step));
    }
  });

  test("gives finite rates of at least 0 at every step", () => {
    for (const call of example.calls) {
      const schedule = make({ ...call, ...("afterEnd" in call ? { afterEnd: "hold" } : {}) });
      for (let step = 0; step <= 300; step++) expect(schedule(step)).toBeGreaterThanOrEqual(0);
      expect(schedule(2 ** 53)).toBeGreaterThanOrEqual(0);
      expect(schedule(-5)).toBeGreaterThanOrEqual(0);
    }
  });

  test("checks each option by its kind", () => {
    const known = [...rates, ...counts, ...positive, ...choices, ...flags, ...others];
    expect([...new Set(example.calls.flatMap(Object.keys))].sort()).toEqual(known.sort());
  });

  test("rejects options that are not an object", () => {
    for (const options of [undefined, null, 0.1, "peak", [0.1], () => 0]) {
      expect(refusal(() => make(options as unknown as Options)).argument).toBe("options");
    }
  });

  test("rejects an unknown option and says which there are", () => {
    const call = example.calls[0] as Options;
    for (const unknown of ["learningRate", "__proto__", "toString"]) {
      const options = Object.defineProperty({ ...call }, unknown, { value: 1, enumerable: true });
      const error = refusal(() => make(options));
      expect(error.argument).toBe(unknown);
      for (const option of Object.keys(call)) expect(error.message).toContain(option);
      expect(error.message).toContain(name);
    }
  });

  test("rejects every wrong number, by its name", () => {
    const wrong = [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      "1",
      1n,
      true,
      null,
      {},
      [1],
    ];
    for (const option of [...rates, ...counts, ...positive]) {
      for (const value of [...wrong, -1, -1e-300]) {
        expect(refusal(() => make(callWith(example, option, value))).argument).toBe(option);
      }
    }
    for (const option of counts) {
      for (const value of [0.5, 1.5, 1e-9, 2 ** 53]) {
        expect(refusal(() => make(callWith(example, option, value))).argument).toBe(option);
      }
    }
    for (const option of positive) {
      expect(refusal(() => make(callWith(example, option, 0))).argument).toBe(option);
    }
  });

  test("rejects every wrong word and flag, by its name", () => {
    for (const option of choices) {
      for (const value of ["", "Linear", 0, null, true, ["hold"]]) {
        expect(refusal(() => make(callWith(example, option, value))).argument).toBe(option);
      }
    }
    for (const option of flags) {
      for (const value of ["true", 0, 1, null]) {
        expect(refusal(() => make(callWith(example, option, value))).argument).toBe(option);
      }
    }
  });

  test("reads an option that is undefined as one that is omitted", () => {
    const call = example.calls[0] as Options;
    for (const option of Object.keys(call)) {
      const { [option]: _, ...without } = call;
      const outcome = (options: Options) => {
        try {
          return make(options).node;
        } catch (error) {
          return (error as Error).message;
        }
      };
      expect(outcome({ ...call, [option]: undefined })).toEqual(outcome(without));
    }
  });
});

test("an error about a negative rate says where negative values are allowed", () => {
  expect(refusal(() => core.constant({ value: -0.1 })).message).toBe(
    "value must be a finite rate of at least 0 (only scheduleFromTree takes negative rates); got -0.1",
  );
});
