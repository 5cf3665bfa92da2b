/** What an export refuses, what it approximates with the number, and what differs by version. */
import {
  constant,
  hyperbolic,
  InvalidArgumentError,
  inverseSqrt,
  join,
  type Schedule,
  type ScheduleDraft,
  scheduleFromTree,
  warmupCosine,
  warmupLinear,
  warmupPolynomial,
  warmupStableDecay,
} from "@anneal/core";
import { describe, expect, it } from "vitest";
import { exportEngineNames, importSchedule, toEngine } from "../../src/engines/index.js";

const cosine = warmupCosine({ peak: 3e-4, warmupSteps: 100, totalSteps: 1000, endRatio: 0.1 });

describe("toEngine rejects", () => {
  it.each<[string, () => unknown, RegExp]>([
    ["what is no schedule", () => toEngine({} as Schedule, "hf"), /schedule must be/],
    ["an unknown engine", () => toEngine(cosine, "nope"), /engine must be one of hf, deepspeed/],
    ["an unknown option", () => toEngine(cosine, "hf", { total: 5 } as never), /total/],
    ["a total of 0", () => toEngine(cosine, "hf", { totalSteps: 0 }), /totalSteps must be/],
    ["a fraction of an update", () => toEngine(cosine, "hf", { totalSteps: 1.5 }), /totalSteps must be/],
    ["a run of too many updates", () => toEngine(cosine, "hf", { totalSteps: 1e9 }), /at most 50000000/],
    ["an epoch of 0 updates", () => toEngine(cosine, "timm", { stepsPerEpoch: 0 }), /stepsPerEpoch must be/],
    [
      "a version with words",
      () => toEngine(cosine, "hf", { engineVersion: "5\nx: 1" }),
      /engineVersion must/,
    ],
    [
      "no total where there is no end",
      () => toEngine(constant({ value: 1 }), "hf"),
      /totalSteps must be given/,
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(InvalidArgumentError);
    expect(call).toThrow(message);
  });

  it("a rate in the run that is not finite, and names the update", () => {
    const pole = scheduleFromTree({ kind: "power", scale: 1, offset: -5, exponent: -1 });
    expect(() => toEngine(pole, "torch", { totalSteps: 10 })).toThrow(/at update 5 it is not/);
    expect(toEngine(pole, "torch", { totalSteps: 5 }).form).toBe("code");
  });
});

describe("what an engine can't say is approximated with the number", () => {
  it("no warm-up in DeepSpeed", () => {
    const { form, native, notes } = toEngine(
      warmupLinear({ peak: 1, warmupSteps: 0, totalSteps: 100 }),
      "deepspeed",
    );
    expect(form).toBe("code");
    expect(Math.abs(native?.deviation.relative ?? 0)).toBeGreaterThan(0.01);
    expect(notes[0]).toContain(`at update ${native?.deviation.step}`);
  });

  it("a warm-up of a fraction of an update", () => {
    const half = warmupStableTree(10.5);
    expect(toEngine(half, "megatron", { totalSteps: 100 }).native?.fields).toHaveProperty(
      "lr_warmup_fraction",
    );
    expect(toEngine(half, "megatron", { totalSteps: 100 }).form).toBe("native");
    const { form, native } = toEngine(half, "automodel", { totalSteps: 100 });
    expect(form).toBe("code");
    expect(native?.fields["lr_scheduler.lr_warmup_steps"]).toSatisfy(Number.isInteger);
  });

  it("epochs that are no whole number of a run, or of a warm-up, and says how long the run is then", () => {
    const whole = toEngine(cosine, "timm");
    expect(whole.native?.fields).toMatchObject({ epochs: 9, warmup_epochs: 1 });
    expect(whole.form).toBe("native");
    expect(whole.notes).toEqual(["an epoch must have 100 updates: timm counts epochs"]);
    const { form, native, notes } = toEngine(cosine, "timm", { stepsPerEpoch: 300 });
    expect(form).toBe("code");
    for (const name of ["epochs", "warmup_epochs"]) expect(native?.fields[name]).toSatisfy(Number.isInteger);
    expect(notes.join()).toContain("timm's run has 900 updates, not 1000");
    const clip = toEngine(warmupCosine({ peak: 1, warmupSteps: 10, totalSteps: 1000 }), "open_clip", {
      stepsPerEpoch: 300,
    });
    expect(clip.form).toBe("code");
    expect(clip.native?.deviation.relative).not.toBe(0);
    expect(clip.notes.join()).toMatch(/its run has (900|1200) updates, not 1000/);
  });

  it("a run that continues after the decay, in timm as epochs of cooldown", () => {
    const { form, native } = toEngine(cosine, "timm", { totalSteps: 1200 });
    expect([form, native?.fields.cooldown_epochs]).toEqual(["native", 2]);
  });

  it("a run as long as its file gives, so that the import has nothing to warn about", async () => {
    for (const engine of ["hf", "megatron", "automodel", "nanotron", "timm", "keras"]) {
      for (const totalSteps of [1000, 1200]) {
        const { native } = toEngine(cosine, engine, { totalSteps });
        if (!native?.isExact) continue;
        const { set, total } = native.importOptions;
        const options = { engine, file: native.file.name, set, ...(total === null ? {} : { total }) };
        const codes = (await importSchedule(native.file.text, options)).findings.map(({ code }) => code);
        expect(codes, engine).not.toContain("minimum-never-reached");
      }
    }
  });

  it("rates below 0, which only code and Keras can express", () => {
    const schedule = scheduleFromTree({ kind: "constant", value: -0.5 });
    for (const engine of exportEngineNames) {
      if (engine === "keras" || engine === "optax") continue;
      const { form, native } = toEngine(schedule, engine, { totalSteps: 10 });
      expect([form, native], engine).toEqual(["code", null]);
    }
  });

  it("an inverse square root whose timescale is lost in transformers' arithmetic", () => {
    const falling = (timescale: number) => inverseSqrt({ peak: 1, warmupSteps: 100, timescale });
    const exported = (timescale: number) => toEngine(falling(timescale), "hf", { totalSteps: 200 });
    expect(exported(1).native?.fields).toMatchObject({ "lr_scheduler_kwargs.timescale": 1 });
    expect(exported(1).form).toBe("native");
    expect(exported(1e-9)).toMatchObject({ form: "code", isExact: true });
  });

  it("a floor above the peak", () => {
    const rising = warmupCosine({ peak: 0.1, warmupSteps: 10, totalSteps: 100, end: 0.2 });
    for (const engine of ["deepspeed", "megatron", "composer"]) {
      const { form, native, notes } = toEngine(rising, engine);
      expect([form, native?.isExact], engine).toEqual(["code", false]);
      expect(Math.abs(native?.deviation.relative ?? 0), engine).toBeGreaterThan(1e-3);
      expect(notes[0], engine).toContain(`at update ${native?.deviation.step}`);
    }
  });

  it("fields with which the engine's rates would not be finite are not the nearest", () => {
    const values = [7.4e-323, 0.0003, 1e-7, 10, 1e-300, 25, 0];
    const schedule = scheduleFromTree({ kind: "table", start: 9e-323, values, interpolation: "linear" });
    const { native } = toEngine(schedule, "torch", { totalSteps: 82 });
    expect(Number.isFinite(native?.deviation.difference ?? 0)).toBe(true);
  });

  it("rates that are all 0", () => {
    const { form, native, notes } = toEngine(constant({ value: 0 }), "hf", { totalSteps: 10 });
    expect([form, native, notes.length]).toEqual(["code", null, 1]);
  });
});

describe("engines that compute in float32", () => {
  it.each(["keras", "optax"])("%s: rates that it makes 0 are stated", (engine) => {
    const tiny = toEngine(warmupLinear({ peak: 1e-310, warmupSteps: 5, totalSteps: 50 }), engine);
    expect(tiny.isExact).toBe(false);
    expect(tiny.deviation).toEqual({ step: 5, difference: -1e-310, relative: -1 });
    expect(tiny.notes.join()).toMatch(/float32, which can't hold these rates: .* \(100 %.*at update 5/);
    expect(tiny.file.text).toContain("can't hold these rates");
    const small = toEngine(warmupLinear({ peak: 1e-30, warmupSteps: 5, totalSteps: 50 }), engine);
    expect([small.isExact, Math.abs(small.deviation.relative) < 1e-6]).toEqual([true, true]);
  });

  it.each(["keras", "optax"])("%s: rates that it makes infinite are refused", (engine) => {
    const large = constant({ value: 1e39 });
    expect(() => toEngine(large, engine, { totalSteps: 5 })).toThrow(/at most 3\.4e\+38, because .* float32/);
    expect(toEngine(large, "torch", { totalSteps: 5 }).isExact).toBe(true);
  });

  const line = { kind: "ramp", start: 0, end: 100, from: 0, to: 1 } as const;

  it.each<[string, ScheduleDraft]>([
    [
      "a closed form that loses digits",
      {
        kind: "sum",
        children: [
          { kind: "power", scale: 1, offset: 3e7, slope: -1, exponent: 1 },
          { kind: "constant", value: -3e7 + 100 },
        ],
      },
    ],
    ["a run that ends early in a long warm-up, which Optax computes from its end", { ...line, end: 1e6 }],
    [
      "a run after a steep fall, whose end Optax's own ramp adds to a large number",
      {
        kind: "time",
        child: { ...line, from: 1, to: 1e-5, easing: { kind: "power", exponent: 2 } },
        shift: -100,
      },
    ],
    [
      "the foot of a logarithmic fall, whose logarithms XLA rounds on their own",
      {
        kind: "clamp",
        child: { ...line, end: 80, from: 1, to: 0, easing: { kind: "logarithmic", base: 0.5 } },
        maximum: 1e-7,
      },
    ],
    [
      "a line to a number beyond float32, whose start is NaN in Optax",
      {
        kind: "clamp",
        child: { kind: "table", values: [0.5, 1e200], interpolation: "linear" },
        maximum: 1,
      },
    ],
    [
      "counts that leave int32",
      { kind: "time", child: { ...line, end: 3e11 }, shift: 7 - 2 ** 31, scale: 100 },
    ],
  ])("%s is a table in Optax", (_, tree) => {
    const table = toEngine(scheduleFromTree(tree), "optax", { totalSteps: 90 });
    expect(table.isExact).toBe(true);
    expect(table.file.text).toContain("def make_schedule()");
  });

  it.each<[string, ScheduleDraft, string]>([
    ["a run until the end of its warm-up", line, "optax.linear_schedule("],
    [
      "stairs that Optax multiplies",
      { kind: "stairs", boundaries: [9], values: [1, 2] },
      "piecewise_constant",
    ],
    [
      "stairs whose quotient float32 can't hold",
      { kind: "stairs", boundaries: [9], values: [1e-20, 1e20] },
      "stairs(",
    ],
  ])("%s is a closed form in Optax", (_, tree, code) => {
    const { file, isExact } = toEngine(scheduleFromTree(tree), "optax", { totalSteps: 101 });
    expect(isExact).toBe(true);
    expect(file.text).toContain(code);
    expect(file.text).not.toContain("def make_schedule()");
  });
});

it("PyTorch's schedulers are used as long as their rounding does not add up", () => {
  const long = (totalSteps: number) => warmupCosine({ peak: 1, warmupSteps: 100, totalSteps, end: 0.1 });
  expect(toEngine(long(10_000), "torch").form).toBe("native");
  const { form, native } = toEngine(long(2_000_000), "torch");
  expect([form, native?.isExact]).toEqual(["code", false]);
  expect(Math.abs(native?.deviation.relative ?? 0)).toBeLessThan(1e-9);
});

/** A warm-up that ends between two updates, then a line to 0. */
function warmupStableTree(warmup: number): Schedule {
  return scheduleFromTree({
    kind: "join",
    boundaries: [warmup],
    rebase: false,
    children: [
      { kind: "ramp", start: 0, end: warmup, from: 0, to: 1 },
      { kind: "ramp", start: warmup, end: 100, from: 1, to: 0 },
    ],
  });
}

describe("versions", () => {
  it("transformers 4 has warmup_ratio, 5 has warmup_steps", () => {
    expect(toEngine(cosine, "hf", { engineVersion: "4.57" }).native?.fields).toMatchObject({
      warmup_ratio: 0.1,
    });
    expect(toEngine(cosine, "hf", { engineVersion: "5.24.0" }).native?.fields).toMatchObject({
      warmup_steps: 100,
    });
    expect(toEngine(cosine, "hf").native?.fields).toMatchObject({ warmup_steps: 100 });
  });

  it("a share that would be rounded to another warm-up stays a count", () => {
    const odd = warmupLinear({ peak: 1, warmupSteps: 29, totalSteps: 100 });
    const { fields } = toEngine(odd, "hf", { engineVersion: "4.30" }).native ?? {};
    expect(fields?.warmup_steps ?? Math.ceil(100 * Number(fields?.warmup_ratio))).toBe(29);
  });

  it.each<[string, string, Schedule]>([
    ["4.39", "cosine_with_min_lr", cosine],
    [
      "4.48",
      "warmup_stable_decay",
      warmupStableDecay({ peak: 1, warmupSteps: 10, decaySteps: 9, totalSteps: 100 }),
    ],
    ["4.35", "polynomial", warmupPolynomial({ peak: 1, warmupSteps: 10, totalSteps: 100, power: 2 })],
  ])("transformers %s does not have %s with these arguments yet", (engineVersion, name, schedule) => {
    const newest = toEngine(schedule, "hf");
    expect([newest.form, newest.native?.fields.lr_scheduler_type]).toEqual(["native", name]);
    const { form, native } = toEngine(schedule, "hf", { engineVersion });
    expect(form).toBe("code");
    expect(native?.isExact).toBe(false);
    expect(native?.fields.lr_scheduler_type).not.toBe(name);
  });

  it("says of what is not known that it is not, and whose rules were applied", () => {
    expect(toEngine(cosine, "hf", { engineVersion: "3.5" })).toMatchObject({ form: "code", native: null });
    expect(toEngine(cosine, "hf", { engineVersion: "3.5" }).notes[0]).toContain("before 4.27 are not known");
    expect(toEngine(cosine, "hf", { engineVersion: "99" }).notes).toEqual([
      "99 is newer than what is known, transformers 5.24.0: its rules were applied",
    ]);
    expect(toEngine(cosine, "hf", { engineVersion: "5.24.3" }).notes).toEqual([]);
    expect(toEngine(cosine, "nanotron", { engineVersion: "0.4" }).notes.at(-1)).toContain(
      "one version is known",
    );
  });

  it("torchtitan before 0.3 takes TOML", async () => {
    const first = warmupLinear({ peak: 1, warmupSteps: 10, totalSteps: 100, warmupRule: "(t+1)/W" });
    const { file } = toEngine(first, "torchtitan", { engineVersion: "0.2.1" });
    expect(file.name).toBe("torchtitan.toml");
    expect((await importSchedule(file.text, { file: file.name })).engine).toBe("torchtitan");
    expect(toEngine(first, "torchtitan").file.name).toBe("torchtitan.flags");
  });

  it.each(["4.57.1rc2", "4.57.0.dev20251101", "4.57+cu128", "4.57.1.post1"])(
    "%s is 4.57",
    (engineVersion) => {
      expect(toEngine(cosine, "hf", { engineVersion }).native?.fields).toHaveProperty("warmup_ratio");
    },
  );

  it.each(["", "v5", "5.", "5..1", "-1", "5.x", "5rc", "5+", "1e3", "99999999"])(
    "%j is refused",
    (engineVersion) => {
      expect(() => toEngine(cosine, "hf", { engineVersion })).toThrow(
        /engineVersion must be a version such as/,
      );
    },
  );

  it("nanotron 0.4 has no 1-sqrt", () => {
    const stable = warmupStableDecay({
      peak: 1,
      warmupSteps: 10,
      decaySteps: 40,
      totalSteps: 100,
      decay: "1-sqrt",
    });
    expect(toEngine(stable, "nanotron").form).toBe("native");
    const { form, native } = toEngine(stable, "nanotron", { engineVersion: "0.4" });
    expect([form, native?.isExact]).toEqual(["code", false]);
    expect(native?.file.text).not.toContain("1-sqrt");
  });

  it("DeepSpeed before 0.15.3 had another first update, so its fields are not used", () => {
    const { native, notes } = toEngine(cosine, "deepspeed", { engineVersion: "0.14" });
    expect(native).toBeNull();
    expect(notes[0]).toContain("0.15.3");
  });
});

it("an export without a closed form is a table, and says so", () => {
  const tree = {
    kind: "cycles",
    child: hyperbolic({ peak: 1, totalSteps: 1, longestTotalSteps: 1 }).node,
    length: 20,
    multiplier: 0.9,
    peak: 1,
  };
  const { file, notes } = toEngine(scheduleFromTree(tree), "hf", { totalSteps: 100 });
  expect(file.text).toContain("_schedule = table(");
  expect(notes.at(-1)).toContain("table");
});

it("a comment with a damaged schedule is rejected with its line", async () => {
  const { text } = toEngine(cosine, "torchtitan").file;
  const damaged = text.replace('"kind":"join"', '"kind":"joint"');
  await expect(importSchedule(damaged, { file: "x.py" })).rejects.toThrow(/x\.py, line \d+: the comment/);
});

it.each<[string, object]>([
  ["no engine", { engineVersion: "1" }],
  ["a name that a terminal obeys", { engine: "hf\u001b[31m", engineVersion: "1" }],
  ["a version that is no text", { engine: "hf", engineVersion: ["1"] }],
])("a comment with %s is rejected", async (_, names) => {
  const comment = JSON.stringify({ ...names, schedule: cosine.toJSON() });
  await expect(importSchedule(`# anneal/export ${comment}`, { file: "x.py" })).rejects.toThrow(
    /x\.py, line 1: .* must be a name of at most 100 printable characters/,
  );
});

it.each(["torchtitan", "torch", "optax", "typescript"])(
  "text of a user in %s is no schedule, and no encoding of the file",
  async (engine) => {
    const other = JSON.stringify({ engine: "hf", engineVersion: "1", schedule: constant({ value: 7 }) });
    const { file } = toEngine(cosine, engine, { comment: `anneal/export ${other}` });
    const { schedules } = await importSchedule(file.text, { file: file.name });
    expect(schedules[0]?.schedule).toEqual(cosine.toJSON());
    const label = "coding: utf-7 coding=bogus";
    const labeled = join({ schedules: [cosine, 0], boundaries: [900], labels: [label, "x"] });
    const { text } = toEngine(labeled, engine, { comment: label, totalSteps: 1000 }).file;
    expect(text).not.toMatch(/coding[:=]/);
    const back = await importSchedule(text, { file: file.name });
    expect(back.schedules[0]?.schedule).toEqual(labeled.toJSON());
  },
);
