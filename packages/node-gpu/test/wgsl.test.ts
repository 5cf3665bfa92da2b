/** The generated code itself: read by eye once, and kept. */
import * as core from "@anneal/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toWgsl } from "../src/index.js";
import { elementShader } from "../src/optimizers/print-wgsl.js";
import { preludeOf } from "../src/wgsl/prelude.js";
import { ceilingAt, floorOf, over, plus, rational, times } from "../src/wgsl/rational.js";
import { formOf } from "./support/forms.js";

const tree = core.scheduleFromTree;

/** What is special about a schedule: everything after the functions that all share. */
function ownCode(schedule: core.Schedule): string {
  const { code } = toWgsl(schedule, { name: "lr" });
  return code.slice(code.indexOf("fn lr"));
}

/** Trees whose times leave float64 within 2^53 steps. */
const child = { kind: "ramp", start: 0, end: 10, from: 1, to: 0 };
const beyondFloat64 = [
  { kind: "time", scale: 1e300, child },
  { kind: "time", scale: 1e300, child: { kind: "cycles", length: 3, child } },
  { kind: "time", shift: -1e308, scale: 10, child },
];

describe("toWgsl", () => {
  it.each(beyondFloat64)("refuses times beyond float64: %j", (beyond) => {
    expect(() => toWgsl(tree(beyond))).toThrow(/^schedule must be .*times stay within float64/);
  });

  it("refuses too many cycles before it writes them", () => {
    const cycles = { kind: "cycles", length: 1, multiplier: 1 + 2 ** -52, child };
    expect(() => toWgsl(tree(cycles))).toThrow(/at most 65536 of them/);
  });

  it("writes a constant as a number", () => {
    expect(toWgsl(core.constant({ value: 0.5 }))).toEqual({
      name: "schedule",
      code: "fn schedule(index: vec2u) -> f32 {\n  return f32(0.5);\n}\n",
      data: new Uint32Array(),
    });
  });

  it("writes no expression that is deeper than compilers take, of however many parts", () => {
    const stair = { kind: "stairs", boundaries: [5], values: [1, 2] };
    for (const kind of ["sum", "product"]) {
      const { code } = toWgsl(tree({ kind, children: Array.from({ length: 1000 }, () => stair) }));
      expect(Math.max(...code.split("\n").map((line) => line.length))).toBeLessThan(200);
    }
  });

  it("takes times as the host rounds them, where it does", () => {
    const child = { kind: "ramp", start: 0, end: 1, from: 1, to: 0 };
    const code = (scale: number) => {
      const cycles = { kind: "cycles", length: 1, child };
      return toWgsl(tree({ kind: "time", scale, child: cycles }), { name: "lr" }).code;
    };
    expect(code(0.5)).not.toContain("lr_settled");
    const own = code(1 / 30);
    expect(own.slice(own.indexOf("let place", own.indexOf("fn lr_3(")))).toMatchInlineSnapshot(`
      "let place = lr_line(index, vec4u(0x22200000u, 0x22222222u, 0x222u, 0u), vec4u(0u, 0u, 0u, 0u));
        var whole = select(vec2u((place.z >> 14u) | (place.w << 18u), (place.w >> 14u)), vec2u(), place.w >= 0x80000000u);
        var fraction = select(vec2u((place.x >> 14u) | (place.y << 18u), (place.y >> 14u) | (place.z << 18u)), vec2u(), place.w >= 0x80000000u);
        let settled = lr_settled(lr_nearest(lr_line(index, vec4u(0x88880000u, 0x88888888u, 0x88u, 0u), vec4u(0u, 0u, 0u, 0u))), whole, vec4u(0u, 0u, 0x1000u, 0u), vec4u(0u, 0u, 0u, 0u));
        if (any(settled != whole)) {
          fraction = select(vec2u(), vec2u(0xffffffffu), lr_below(settled, whole));
          whole = settled;
        }
        let share = lr_2(fraction);
        return f32(0) * (1.0 - share) + f32(1) * share;
      }

      fn lr(index: vec2u) -> f32 {
        return lr_3(index);
      }
      "
    `);
  });

  it("keeps the name that it is given, also one that begins as its own do", () => {
    const { name, code } = toWgsl(core.warmupConstant({ peak: 1, warmupSteps: 8 }), { name: "anneal_rate" });
    expect(name).toBe("anneal_rate");
    expect(code).toContain("fn anneal_rate(index: vec2u)");
    expect(code).toContain("fn anneal_rate_below(");
    expect(code).not.toContain("anneal_rate_rate");
  });

  it.each(["fn", "final", "true", "f32", "select", "_x", "a b", "", "9", "\u00e9", 1, null])(
    "refuses %o as a name",
    (name) => {
      const refused = () => toWgsl(core.constant({ value: 1 }), { name: name as never });
      expect(refused).toThrow(expect.objectContaining({ argument: "name" }));
    },
  );

  it("compares whole steps and takes one line over them", () => {
    const warmUp = core.warmupConstant({ peak: 0.5, warmupSteps: 8 });
    expect(ownCode(warmUp)).toMatchInlineSnapshot(`
      "fn lr_below(index: vec2u, bound: vec2u) -> bool {
        return index.y < bound.y || (index.y == bound.y && index.x < bound.x);
      }

      fn lr_scaled(x: f32, exponent: i32) -> f32 {
        let bounded = clamp(exponent, -252, 254);
        let half = bounded / 2;
        let rest = bounded - half;
        return x * bitcast<f32>(u32(half + 127) << 23u) * bitcast<f32>(u32(rest + 127) << 23u);
      }

      fn lr_sum(a: vec4u, b: vec4u) -> vec4u {
        let x = a.x + b.x;
        let carry_x = u32(x < a.x);
        let y0 = a.y + b.y;
        let y = y0 + carry_x;
        let carry_y = u32(y0 < a.y) + u32(y < y0);
        let z0 = a.z + b.z;
        let z = z0 + carry_y;
        let carry_z = u32(z0 < a.z) + u32(z < z0);
        return vec4u(x, y, z, a.w + b.w + carry_z);
      }

      fn lr_float(fixed: vec4u, scale: i32) -> f32 {
        let negative = fixed.w >= 0x80000000u;
        var size = fixed;
        if (negative) { size = lr_sum(~fixed, vec4u(1u, 0u, 0u, 0u)); }
        var head = size.x;
        var next = 0u;
        var exponent = -scale;
        if (size.w != 0u) {
          head = size.w;
          next = size.z;
          exponent += 96;
        } else if (size.z != 0u) {
          head = size.z;
          next = size.y;
          exponent += 64;
        } else if (size.y != 0u) {
          head = size.y;
          next = size.x;
          exponent += 32;
        }
        if (head == 0u) { return 0.0; }
        let shift = countLeadingZeros(head);
        if (shift > 0u) { head = (head << shift) | (next >> (32u - shift)); }
        let value = lr_scaled(f32(head), exponent - i32(shift));
        return select(value, -value, negative);
      }

      fn lr_product(a: u32, b: u32) -> vec2u {
        let al = a & 0xffffu;
        let ah = a >> 16u;
        let bl = b & 0xffffu;
        let bh = b >> 16u;
        let ll = al * bl;
        let lh = al * bh;
        let hl = ah * bl;
        let middle = (ll >> 16u) + (lh & 0xffffu) + (hl & 0xffffu);
        let high = ah * bh + (lh >> 16u) + (hl >> 16u) + (middle >> 16u);
        return vec2u((ll & 0xffffu) | (middle << 16u), high);
      }

      fn lr_times(a: u32, b: vec4u) -> vec4u {
        let x = lr_product(a, b.x);
        let y = lr_product(a, b.y);
        let z = lr_product(a, b.z);
        return lr_sum(vec4u(x, z), vec4u(0u, y, a * b.w));
      }

      fn lr_line(index: vec2u, slope: vec4u, start: vec4u) -> vec4u {
        let low = lr_times(index.x, slope);
        let high = lr_times(index.y, slope);
        return lr_sum(lr_sum(low, vec4u(0u, high.xyz)), start);
      }

      fn lr_1(index: vec2u) -> f32 {
        return lr_float(lr_line(index, vec4u(0u, 0u, 0u, 0x8000000u), vec4u(0u, 0u, 0u, 0u)), 127);
      }

      fn lr_2(index: vec2u) -> f32 {
        if (lr_below(index, vec2u(1u, 0u))) {
          return f32(0);
        }
        return lr_1(index);
      }

      fn lr_3(index: vec2u) -> f32 {
        if (lr_below(index, vec2u(8u, 0u))) {
          return lr_2(index);
        }
        return f32(0.5);
      }

      fn lr(index: vec2u) -> f32 {
        return lr_3(index);
      }
      "
    `);
  });

  it("turns a cosine into a fraction of a turn", () => {
    expect(ownCode(core.cosine({ peak: 1, totalSteps: 16 }))).toMatchInlineSnapshot(`
      "fn lr_below(index: vec2u, bound: vec2u) -> bool {
        return index.y < bound.y || (index.y == bound.y && index.x < bound.x);
      }

      fn lr_quarters(quarter: u32, angle: f32) -> f32 {
        let z = angle * angle;
        let cosine = 1.0 - 0.5 * z + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
        let sine = angle + angle * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4));
        let size = select(cosine, sine, (quarter & 1u) == 1u);
        return select(size, -size, quarter == 1u || quarter == 2u);
      }

      fn lr_cosine(turn: u32) -> f32 {
        let quarter = (turn + 0x20000000u) >> 30u;
        return lr_quarters(quarter, f32(bitcast<i32>(turn - (quarter << 30u))) * 1.4629180792671596e-9);
      }

      fn lr_product(a: u32, b: u32) -> vec2u {
        let al = a & 0xffffu;
        let ah = a >> 16u;
        let bl = b & 0xffffu;
        let bh = b >> 16u;
        let ll = al * bl;
        let lh = al * bh;
        let hl = ah * bl;
        let middle = (ll >> 16u) + (lh & 0xffffu) + (hl & 0xffffu);
        let high = ah * bh + (lh >> 16u) + (hl >> 16u) + (middle >> 16u);
        return vec2u((ll & 0xffffu) | (middle << 16u), high);
      }

      fn lr_sum(a: vec4u, b: vec4u) -> vec4u {
        let x = a.x + b.x;
        let carry_x = u32(x < a.x);
        let y0 = a.y + b.y;
        let y = y0 + carry_x;
        let carry_y = u32(y0 < a.y) + u32(y < y0);
        let z0 = a.z + b.z;
        let z = z0 + carry_y;
        let carry_z = u32(z0 < a.z) + u32(z < z0);
        return vec4u(x, y, z, a.w + b.w + carry_z);
      }

      fn lr_times(a: u32, b: vec4u) -> vec4u {
        let x = lr_product(a, b.x);
        let y = lr_product(a, b.y);
        let z = lr_product(a, b.z);
        return lr_sum(vec4u(x, z), vec4u(0u, y, a * b.w));
      }

      fn lr_line(index: vec2u, slope: vec4u, start: vec4u) -> vec4u {
        let low = lr_times(index.x, slope);
        let high = lr_times(index.y, slope);
        return lr_sum(lr_sum(low, vec4u(0u, high.xyz)), start);
      }

      fn lr_1(index: vec2u) -> f32 {
        return clamp(f32(0.5) + f32(0.5) * lr_cosine(lr_line(index, vec4u(0u, 0u, 0x8000000u, 0u), vec4u(0u, 0u, 0u, 0u)).z), f32(0), f32(1));
      }

      fn lr_2(index: vec2u) -> f32 {
        if (lr_below(index, vec2u(1u, 0u))) {
          return f32(1);
        }
        if (lr_below(index, vec2u(0x10u, 0u))) {
          return lr_1(index);
        }
        return f32(0);
      }

      fn lr(index: vec2u) -> f32 {
        return lr_2(index);
      }
      "
    `);
  });

  it("puts lists into a buffer where the user wants it", () => {
    const table = tree({ kind: "table", values: [1, 2, 4] });
    const { code, data } = toWgsl(table, { name: "lr", group: 2, binding: 3 });
    expect(code).toMatch(/^@group\(2\) @binding\(3\) var<storage, read> lr_data: array<u32>;/);
    expect([...new Float32Array(data.buffer)]).toEqual([1, 2, 4]);
  });

  it("leaves out what no step reaches", () => {
    const never = { kind: "table", values: [1, 2] } as const;
    const joined = tree({
      kind: "join",
      boundaries: [-5, 0],
      children: [never, never, { kind: "constant", value: 3 }],
    });
    expect(toWgsl(joined).code).toContain("return f32(3)");
    expect(toWgsl(joined).data).toHaveLength(0);
  });

  it.each([
    ["the name", () => toWgsl(core.constant({ value: 1 }), { name: "1st" }), "name"],
    ["the binding", () => toWgsl(core.constant({ value: 1 }), { binding: -1 }), "binding"],
    ["a binding that no device has", () => toWgsl(core.constant({ value: 1 }), { binding: 1000 }), "binding"],
    ["a binding beyond 32 bits", () => toWgsl(core.constant({ value: 1 }), { binding: 2 ** 40 }), "binding"],
    ["a group that not all devices have", () => toWgsl(core.constant({ value: 1 }), { group: 4 }), "group"],
    ["another option", () => toWgsl(core.constant({ value: 1 }), { nam: "a" } as never), "nam"],
    ["no schedule", () => toWgsl(((t: number) => t) as never), "schedule"],
    ["a number beyond float32", () => toWgsl(core.constant({ value: 1e39 })), "schedule"],
    [
      "too many nodes",
      () => toWgsl(tree({ kind: "sum", children: Array(5000).fill({ kind: "constant", value: 1 }) })),
      "schedule",
    ],
    [
      "too many cycles",
      () =>
        toWgsl(
          tree({ kind: "cycles", length: 1, multiplier: 1.0001, child: { kind: "constant", value: 1 } }),
        ),
      "schedule",
    ],
  ])("refuses %s", (_, call, argument) => {
    let error: unknown;
    try {
      call();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(core.InvalidArgumentError);
    expect(error).toHaveProperty("argument", argument);
  });
});

describe("the prelude", () => {
  it("brings what a function needs, once, before it", () => {
    const code = preludeOf(["anneal_power", "anneal_line", "anneal_exp2"]);
    expect(new Set(code).size).toBe(code.length);
    const names = code.map((text) => /^fn (\w+)/.exec(text)?.[1] ?? "");
    for (const [i, text] of code.entries()) {
      for (const [called] of text.slice(3 + (names[i] ?? "").length).matchAll(/anneal_\w+/g)) {
        expect(names.slice(0, i)).toContain(called);
      }
    }
  });
});

describe("the kernel of an update", () => {
  it("differs by its rule, its lanes and whether it clips", () => {
    const forms = [
      formOf(core.adam, { amsgrad: true }),
      formOf(core.sgd),
      formOf(core.sgd, { momentum: 0.9, nesterov: true }),
      formOf(core.lion),
    ];
    const codes = forms.flatMap((form) =>
      (["vec4f", "f32"] as const).flatMap((lanes) =>
        [true, false].map((clips) => elementShader(form, 0, { lanes, clips, isWhole: true, partials: 0 })),
      ),
    );
    expect(new Set(codes).size).toBe(16);
  });
});

describe("rational", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 });

  it("is the float64, exactly", () => {
    fc.assert(
      fc.property(finite, (value) => {
        const { numerator, denominator } = rational(value);
        expect(denominator).toBeGreaterThan(0n);
        const scale = 2n ** 1100n;
        expect(floorOf({ numerator: numerator * scale, denominator })).toBe(ceilingAt(rational(value), 1100));
      }),
    );
    expect(rational(0.5)).toMatchObject({ numerator: 2n ** 52n, denominator: 2n ** 53n });
    expect(rational(5e-324)).toEqual({ numerator: 1n, denominator: 2n ** 1074n });
    expect(rational(-(2 ** 60))).toEqual({ numerator: -(2n ** 60n), denominator: 1n });
  });

  it("divides, adds and rounds as fractions do", () => {
    const third = over(rational(1), rational(-3));
    expect(floorOf(third)).toBe(-1n);
    expect(ceilingAt(third, 1)).toBe(0n);
    expect(ceilingAt(third, 4)).toBe(-5n);
    expect(floorOf(times(third, rational(-6)))).toBe(2n);
    expect(floorOf(plus(third, over(rational(4), rational(3))))).toBe(1n);
  });
});
