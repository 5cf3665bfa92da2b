/** All generated code, node by node and kernel by kernel: read by eye once, and kept. `npx vitest -u` writes it anew. */
import * as core from "@anneal/core";
import { describe, expect, it } from "vitest";
import { toWgsl } from "../src/index.js";
import { CONVERSION_CODE } from "../src/optimizers/half.js";
import { elementShader, numbersShader, totalsShader } from "../src/optimizers/print-wgsl.js";
import { type BeginOptions, beginShader, inspectShader } from "../src/optimizers/shaders.js";
import { samplerCode } from "../src/sample/sampler.js";
import { formOf } from "./support/forms.js";

const file = (path: string) => new URL(`./snapshots/${path}.wgsl`, import.meta.url).pathname;

const ramp = { kind: "ramp", start: 2, end: 10, from: 1, to: 0.25 } as const;
const eased = (easing: core.EasingDraft) => ({ ...ramp, easing });
const share = { kind: "ramp", start: 0, end: 1, from: 1, to: 0 } as const;
const levels = Array.from({ length: 19 }, (_, i) => i + 1);

/** Every kind of node, in each of the ways in which it is written. */
const nodes: Record<core.ScheduleNode["kind"], core.ScheduleDraft> & Record<string, core.ScheduleDraft> = {
  constant: { kind: "constant", value: 0.5 },
  ramp,
  "ramp-extended": { ...ramp, before: "extend", after: "extend" },
  "ramp-empty": { ...ramp, end: 2 },
  "ramp-geometric": { ...ramp, interpolation: "geometric" },
  "ramp-geometric-eased": { ...ramp, interpolation: "geometric", easing: { kind: "cosine" } },
  "ramp-power": eased({ kind: "power", exponent: 1.5 }),
  "ramp-power-square": eased({ kind: "power", exponent: 2 }),
  "ramp-power-steep": eased({ kind: "power", exponent: 50 }),
  "ramp-power-warped": eased({ kind: "power", exponent: 3, timeExponent: 0.5 }),
  "ramp-reverse-power": eased({ kind: "reversePower", exponent: 3 }),
  "ramp-reverse-power-warped": eased({ kind: "reversePower", exponent: 9, timeExponent: 2 }),
  "ramp-cosine": eased({ kind: "cosine", halfCycles: 3 }),
  "ramp-cosine-power": eased({ kind: "cosine", exponent: 1.5 }),
  "ramp-cosine-steep": eased({ kind: "cosine", exponent: 50 }),
  "ramp-cosine-warped": eased({ kind: "cosine", exponent: 1.5, timeExponent: 2 }),
  "ramp-tanh": eased({ kind: "tanh", lower: -6, upper: 3 }),
  "ramp-half-life": eased({ kind: "halfLife" }),
  "ramp-rational": eased({ kind: "rational", curvature: 9 }),
  "ramp-half-life-warped": eased({ kind: "halfLife", timeExponent: 2 }),
  "ramp-logarithmic": eased({ kind: "logarithmic", base: 10 }),
  power: { kind: "power", scale: 2, offset: 1, slope: 0.125, exponent: -0.5 },
  stairs: { kind: "stairs", boundaries: [5, 9], values: [1, 0.5, 0.25] },
  "stairs-left": { kind: "stairs", boundaries: [5], values: [1, 0.5], side: "left" },
  "stairs-many": { kind: "stairs", boundaries: levels.slice(1).map((level) => 8 * level), values: levels },
  table: { kind: "table", values: [1, 4, 2] },
  "table-linear": { kind: "table", values: [1, 4, 2], start: 3, interpolation: "linear" },
  time: { kind: "time", shift: 3, scale: 0.5, child: ramp },
  "time-held": { kind: "time", minimum: 3, maximum: 9, child: ramp },
  "time-quantized": { kind: "time", quantum: 4, child: ramp },
  cycles: { kind: "cycles", length: 8, child: share },
  "cycles-limited": { kind: "cycles", length: 8, limit: 3, afterwards: 0.125, child: share },
  "cycles-decaying": { kind: "cycles", length: 8, decay: 0.5, floor: 0.25, child: share },
  "cycles-growing": { kind: "cycles", length: 8, multiplier: 2, limit: 4, child: share },
  "cycles-rounded": { kind: "time", scale: 1 / 30, child: { kind: "cycles", length: 1, child: share } },
  join: { kind: "join", boundaries: [4], children: [{ kind: "constant", value: 1 }, ramp] },
  "join-rebased": {
    kind: "join",
    boundaries: [4],
    children: [{ kind: "constant", value: 1 }, ramp],
    rebase: true,
    side: "left",
  },
  product: { kind: "product", children: [{ kind: "constant", value: 2 }, ramp, ramp] },
  sum: { kind: "sum", children: [{ kind: "constant", value: 2 }, ramp] },
  clamp: { kind: "clamp", minimum: 0.5, maximum: 0.75, child: ramp },
};

const isOwn = (part: string) => /^(fn schedule(_\d+)?\(|@group)/.test(part);

/** A schedule in parts: its own functions, those that all share, and what is in its buffer. */
function partsOf(draft: core.ScheduleDraft) {
  const { code, data } = toWgsl(core.scheduleFromTree(draft));
  const parts = code.trim().split("\n\n");
  const words = data.length === 0 ? [] : [`// data: ${[...data].join(" ")}`];
  return { own: [...parts.filter(isOwn), ...words], shared: parts.filter((part) => !isOwn(part)) };
}

const text = (parts: Iterable<string>) => `${[...parts].join("\n\n")}\n`;

const forms = {
  adam: formOf(core.adam),
  adamw: formOf(core.adamw),
  amsgrad: formOf(core.adam, { amsgrad: true }),
  sgd: formOf(core.sgd),
  "sgd-momentum": formOf(core.sgd, { momentum: 0.9 }),
  "sgd-nesterov": formOf(core.sgd, { momentum: 0.9, nesterov: true }),
  lion: formOf(core.lion),
};
const whole = { lanes: "vec4f", clips: false, isWhole: true, partials: 8 } as const;
/** Numbers and sums between the passes. */
const summing = { "lion-cautious": formOf(core.lion, { cautious: true }), prodigy: formOf(core.prodigy) };

const plain: BeginOptions = {
  rows: 1,
  rowLength: 12,
  partials: 0,
  skips: false,
  hasFlag: false,
  maxNorm: null,
  schedules: [null],
};
const begins: Record<string, BeginOptions> = {
  "begin-plain": plain,
  "begin-clip": { ...plain, partials: 300, maxNorm: 1.5 },
  "begin-skip": { ...plain, partials: 300, skips: true },
  "begin-flag": { ...plain, hasFlag: true },
  "begin-skip-and-flag": { ...plain, partials: 3, skips: true, hasFlag: true },
  "begin-clip-and-skip": {
    ...plain,
    rows: 2,
    schedules: [null, null],
    partials: 3,
    maxNorm: 1,
    skips: true,
  },
  "begin-rate-on-device": { ...plain, rows: 2, schedules: [null, core.scheduleFromTree(nodes.table)] },
};

describe("the code of a schedule", () => {
  it.each(Object.entries(nodes))("%s", async (name, draft) => {
    await expect(text(partsOf(draft).own)).toMatchFileSnapshot(file(`nodes/${name}`));
  });

  it("uses functions that are the same for all", async () => {
    const shared = new Set(Object.values(nodes).flatMap((draft) => partsOf(draft).shared));
    await expect(text([...shared].sort())).toMatchFileSnapshot(file("shared"));
  });
});

describe("the code of a kernel", () => {
  it.each(Object.entries(forms))("updates by %s", async (name, form) => {
    await expect(elementShader(form, 0, whole)).toMatchFileSnapshot(file(`kernels/update-${name}`));
  });

  it("updates single values, and clips", async () => {
    const single = { ...whole, lanes: "f32", clips: true } as const;
    await expect(elementShader(forms.lion, 0, single)).toMatchFileSnapshot(
      file("kernels/update-lion-f32-clip"),
    );
  });

  it.each(Object.entries(summing))("sums for %s, and updates with what follows", async (name, form) => {
    const codes = form.stages.flatMap((part, stage) => [
      ...(part.split.device.length > 0 ? [numbersShader(form, part, form.sumCount)] : []),
      elementShader(form, stage, { ...whole, isWhole: false }),
    ]);
    const carried = form.carried.split.device.length > 0;
    const last = carried ? [numbersShader(form, form.carried, form.sumCount)] : [];
    await expect(text([...codes, ...last])).toMatchFileSnapshot(file(`kernels/passes-${name}`));
  });

  it("sums over a tensor", async () => {
    await expect(totalsShader([0, 1], 2, 8)).toMatchFileSnapshot(file("kernels/totals"));
  });

  it.each([
    ["whole-vectors", "vec4f", true],
    ["a-part-of-the-last", "vec4f", false],
    ["single-values", "f32", true],
  ] as const)("looks at gradients, %s", async (name, lanes, isWhole) => {
    await expect(inspectShader(lanes, isWhole)).toMatchFileSnapshot(file(`kernels/inspect-${name}`));
  });

  it.each(Object.entries(begins))("%s", async (name, options) => {
    const { code, data } = beginShader(options);
    expect(data.length > 0).toBe(name === "begin-rate-on-device");
    // Behind the functions of the schedules.
    await expect(code.slice(code.indexOf("struct State"))).toMatchFileSnapshot(file(`kernels/${name}`));
  });

  it.each(Object.entries(CONVERSION_CODE))("converts float16: %s", async (name, code) => {
    await expect(code).toMatchFileSnapshot(file(`kernels/${name}`));
  });

  it("samples", async () => {
    const { code } = samplerCode(core.constant({ value: 1 }));
    await expect(code.slice(code.indexOf("struct Range"))).toMatchFileSnapshot(file("kernels/sampler"));
  });
});
