/** The code for Optax: the text that was run, and what it gave in Optax itself. */
import { readFileSync } from "node:fs";
import { type ScheduleDraft, scheduleFromTree, warmupCosine } from "@anneal/core";
import { toOptax } from "@anneal/interop";
import { describe, expect, it } from "vitest";

interface Golden {
  readonly id: string;
  readonly tree: ScheduleDraft;
  readonly code: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

const file = new URL("./golden/to-optax.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as readonly Golden[];

describe("toOptax", () => {
  it.each(golden.map((each) => [each.id, each] as const))("%s", (_, { tree, code, steps, values }) => {
    const schedule = scheduleFromTree(tree);
    expect(toOptax(schedule)).toBe(code);
    const expected = steps.map((step) => schedule(step));
    const largest = Math.max(...expected.map(Math.abs));
    const off = expected.map((value, i) => Math.abs(value - (values[i] as number)));
    expect(Math.max(...off)).toBeLessThanOrEqual(1e-6 * largest);
  });

  it.each(["reversePower", "cosine"] as const)(
    "divides by no length that is nearly 0 in float32: %s",
    (kind) => {
      const easing = kind === "cosine" ? { kind, halfCycles: 1, exponent: 1 } : { kind, exponent: 1 };
      const ramp = { kind: "ramp", start: 0, end: 2.5e-78, from: 1, to: 0.5, easing } as const;
      const code = toOptax(scheduleFromTree(ramp));
      expect(code).toContain("steps=5.421010862427522e-20");
      expect(code).not.toContain("e-78");
    },
  );

  it("writes times that JAX replaces by 0 as 0, so that Python's integers compare as JAX's do", () => {
    const children = [1, 2].map((value) => ({ kind: "constant", value }) as const);
    const joined = toOptax(scheduleFromTree({ kind: "join", children, boundaries: [-1e-220] }));
    expect(joined).toContain("boundaries=[0.0]");
    const stairs = (boundaries: number[]) =>
      toOptax(scheduleFromTree({ kind: "stairs", boundaries, values: [1, 2, 4] }));
    expect(stairs([1e-300, 5])).toContain("boundaries_and_scales={0.0: 2.0, 5: 2.0}");
    // A dict has one value for a key.
    expect(stairs([0, 1e-300])).toContain("[0, 0.0]");
    const shifted = { kind: "time", child: children[0], shift: 1e-300, minimum: -1e-300 } as const;
    expect(toOptax(scheduleFromTree(shifted))).toMatch(/shift=0\.0,\s*minimum=0\.0/);
  });

  it("leaves stairs to whole numbers where float32 loses one: 41 * (1 / 41) is below 1", () => {
    const stairs = (every: number) => {
      const decay = {
        kind: "ramp",
        start: 0,
        end: every,
        from: 1,
        to: 0.5,
        interpolation: "geometric",
      } as const;
      const child = { ...decay, after: "extend" } as const;
      return toOptax(scheduleFromTree({ kind: "time", child, quantum: every }));
    };
    expect(stairs(40)).toContain("staircase=True");
    expect(stairs(41)).not.toContain("staircase=True");
    expect(stairs(41)).toContain("quantum=41");
  });

  it("reads like code for Optax", () => {
    const lr = warmupCosine({ peak: 3e-4, end: 3e-5, warmupSteps: 100, totalSteps: 1000 });
    expect(toOptax(lr)).toBe(
      [
        "import optax",
        "",
        "schedule = optax.join_schedules(",
        "    schedules=[",
        "        optax.linear_schedule(init_value=0.0, end_value=0.0003, transition_steps=100),",
        "        optax.cosine_decay_schedule(init_value=0.0003, decay_steps=900, alpha=0.1),",
        "    ],",
        "    boundaries=[100],",
        ")",
        "",
      ].join("\n"),
    );
  });

  it("rejects anything but a schedule", () => {
    expect(() => toOptax((() => 1) as never)).toThrow(/schedule must be/);
  });
});
