import { inspect } from "node:util";
import { expect, it, describe as suite } from "vitest";
import { describe, InvalidArgumentError } from "../src/errors.js";
import { constant, cosine, recipe } from "../src/index.js";
import { scheduleFromTree } from "../src/schedule/from-json.js";

suite("the description of a value in an error", () => {
  it.each([
    ["NaN", Number.NaN, "NaN"],
    ["-0", -0, "-0"],
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
    ["a string", 'a"b\n', '"a\\"b\\n"'],
    ["a bigint", 5n, "5n (a bigint)"],
    ["a bigint of 5,000 digits", 10n ** 5000n, "a large bigint"],
    ["a negative one", -(10n ** 5000n), "a large bigint"],
    ["a symbol", Symbol("x"), "a symbol"],
    ["a function", () => 1, "a function"],
    ["a small array", [1, 2], "[1,2]"],
    ["a typed array", new Float32Array(3), "Float32Array of 3 values"],
    ["a list of typed arrays", [new Float32Array(3)], `["Float32Array of 3 values"]`],
    ["a DataView", new DataView(new ArrayBuffer(8)), "DataView"],
    ["an object", { a: 1 }, '{"a":1}'],
    ["an object that JSON leaves out", { toJSON: () => undefined }, "an object"],
  ])("are short for %s", (_, value, words) => {
    expect(describe(value)).toBe(words);
  });

  it("are on one line of at most 80 characters, and don't fail on what JSON can't write", () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    for (const value of ["x".repeat(1000), circular, { big: 1n }, new Array(4e9), new Array(1e6).fill(1)]) {
      const words = describe(value);
      expect(words.length).toBeLessThanOrEqual(80);
      expect(words).not.toContain("\n");
    }
  });

  it("give up on a small object with very many paths through it", () => {
    let shared: unknown = 1;
    for (let depth = 0; depth < 60; depth++) shared = [shared, shared];
    expect(describe(shared)).toBe("an array of 2 values");
  });
});

it("an unknown field with a long name is named shortly", () => {
  const tree = { kind: "constant", value: 1, ["x".repeat(10_000)]: 1 };
  expect(() => scheduleFromTree(tree)).toThrow(/^unknown field "root\.x{77}\.\.\." of a constant node;/);
});

it("an InvalidArgumentError is a RangeError that names argument, value and what is allowed", () => {
  const error = new InvalidArgumentError("peak", -1, "a finite number of at least 0");
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toBe("peak must be a finite number of at least 0; got -1");
  expect([error.argument, error.received, error.expected]).toEqual([
    "peak",
    -1,
    "a finite number of at least 0",
  ]);
});

suite("an unknown option", () => {
  it.each([
    ["lr", "peak"],
    ["maxLr", "peak"],
    ["min_lr", "end"],
    ["eta_min", "end"],
    ["steps", "totalSteps"],
    ["T_max", "totalSteps"],
    ["num_training_steps", "totalSteps"],
  ])("of another library is named here: %s", (name, option) => {
    expect(() => cosine({ peak: 1, totalSteps: 9, [name]: 1 })).toThrow(
      `unknown option "${name}" of cosine; did you mean "${option}"?`,
    );
  });

  const refusal = (options: object) => () => cosine({ peak: 1, totalSteps: 9, ...options } as never);

  it.each([
    ["totalStep", "totalSteps"],
    ["total_steps", "totalSteps"],
    ["TOTALSTEPS", "totalSteps"],
    ["endRation", "endRatio"],
    ["afterend", "afterEnd"],
  ])("%s: the error suggests %s", (name, meant) => {
    expect(refusal({ [name]: 1 })).toThrow(`unknown option "${name}" of cosine; did you mean "${meant}"?`);
  });

  it("that resembles none is rejected with all that there are", () => {
    for (const name of ["q", "momentum", "x".repeat(1e6)]) {
      expect(refusal({ [name]: 1 })).toThrow(/of cosine; it takes peak, end, .* and afterEnd$/);
    }
  });
});

it("two options that exclude each other are both named", () => {
  expect(() => cosine({ peak: 1, totalSteps: 9, end: 0.1, endRatio: 0.1 } as never)).toThrow(
    "end and endRatio can't be combined",
  );
});

it("logging an error doesn't print what was given", () => {
  const error = new InvalidArgumentError("peak", ["a large", "value"], "a number");
  expect(Object.keys(error)).not.toContain("received");
  expect(inspect(error).slice(error.stack?.length)).not.toContain("a large");
});

it("a schedule says what it is when it is logged", () => {
  expect(inspect(constant({ value: 0.1 }))).toBe('[Schedule: constant {"value":0.1}]');
  expect(inspect({ lr: cosine({ peak: 1, totalSteps: 9 }) })).toMatch(
    /^\{\s+lr: \[Schedule: ramp \{"start":0,.*\.\.\.\]\s+\}$/,
  );
});

it("a value that is none of the allowed names comes with the closest one", () => {
  expect(() => recipe("llama2" as never)).toThrow(
    /^name must be "transformer", .*; got "llama2"; did you mean "llama-2"\?$/,
  );
  expect(() => recipe("qwen" as never)).toThrow(/; got "qwen"$/);
});
