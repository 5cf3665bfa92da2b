/** Curves written into groups: steps that are rejected, lists of the same groups, and the values after a rejected write. */
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { constant, InvalidArgumentError, LRScheduler, linear } from "../src/index.js";
import type { OpenGroup } from "../src/schedulers/groups.js";
import { RowsAhead } from "../src/schedulers/look-ahead.js";
import type { FieldCurve } from "../src/schedulers/plan.js";
import { Tracks } from "../src/schedulers/tracks.js";

const falling = linear({ start: 1, end: 0, totalSteps: 1000 });
const group = (fields: object = {}): OpenGroup => ({ lr: 0.5, momentum: 0.9, ...fields }) as OpenGroup;
const curve = (field: string, of: FieldCurve["curve"] = falling, more: Partial<FieldCurve> = {}) => ({
  field,
  curve: of,
  factor: 1,
  ...more,
});

/** A check that refuses every step that it is asked about. */
const refusing = (name: string) => () => {
  throw new RangeError(name);
};

describe("steps that a curve refuses", () => {
  it("are asked about from the first one on that may be refused", () => {
    const tracks = new Tracks([group()], [[curve("lr", falling, { check: refusing("a"), checkedFrom: 5 })]]);
    tracks.write(4);
    expect(() => tracks.write(5)).toThrow("a");
    expect(() => tracks.check(6)).toThrow("a");
    expect(() => tracks.writeFields(7, () => true)).toThrow("a");
  });

  it("are those of each check, from step 0 unless it says otherwise", () => {
    const first = new Tracks([group()], [[curve("lr", falling, { check: refusing("a") })]]);
    expect(() => first.write(0)).toThrow("a");
    const passes = { check: () => {}, checkedFrom: 3 };
    new Tracks([group()], [[curve("lr", falling, passes)]]).write(3);
    const two = [
      [curve("lr", falling, passes), curve("momentum", falling, { check: refusing("b"), checkedFrom: 8 })],
    ];
    const tracks = new Tracks([group()], two);
    tracks.write(2);
    expect(() => tracks.write(8)).toThrow("b");
  });

  it("include those without a finite value, also where nothing is written", () => {
    const groups = [group()];
    const tracks = new Tracks(groups, [[curve("lr", (step) => (step === 3 ? Number.NaN : 1))]]);
    tracks.check(2);
    expect(() => tracks.check(3)).toThrow(/lr of groups\[0\] at step 3 must be a finite number/);
    const large = new Tracks(groups, [[curve("lr", () => 1e300, { factor: 1e300 })]]);
    expect(() => large.check(0)).toThrow(/lr of groups\[0\] must be a finite number/);
    expect(groups[0]?.lr).toBe(0.5);
  });
});

it("fields with the same curve are different fields", () => {
  const groups = [group()];
  const tracks = new Tracks(groups, [[curve("lr"), curve("momentum")]]);
  expect(tracks.fields).toEqual(["lr", "momentum"]);
  tracks.write(500);
  expect(groups[0]).toMatchObject({ lr: 0.5, momentum: 0.5 });
});

it("an empty list of betas is refused", () => {
  expect(() => new Tracks([group({ betas: [] })], [[curve("betas")]])).toThrow(InvalidArgumentError);
});

it("recognizes its groups", () => {
  const [a, b, c] = [group(), group(), group()];
  const one = new Tracks([a], [[curve("lr")]]);
  expect([[a], [b], [a, b], []].map((groups) => one.isOf(groups))).toEqual([true, false, false, false]);
  const list = [a, b];
  const two = new Tracks(list, [[curve("lr")], [curve("lr")]]);
  const others = [[a, b], [a], [a, b, c], [b, a], [a, c]];
  expect(others.map((groups) => two.isOf(groups))).toEqual([true, false, false, false, false]);
  list.push(c);
  expect(two.isOf(list)).toBe(false);
});

describe("some fields only", () => {
  it("leave the others, of curves that can be asked again", () => {
    const groups = [group()];
    const tracks = new Tracks(groups, [[curve("lr"), curve("momentum")]]);
    tracks.write(250);
    tracks.writeFields(500, (field) => field === "lr");
    expect(groups[0]).toMatchObject({ lr: 0.5, momentum: 0.75 });
  });

  it("leave what a refused write restores, of functions that are called once a step", () => {
    let calls = 0;
    const counting = () => ++calls;
    const held = { refuses: false, value: 0.9 };
    const last = Object.defineProperty({ lr: 0 }, "lr", {
      get: () => held.value,
      set: (value: number) => {
        if (held.refuses) throw new TypeError("refused");
        held.value = value;
      },
    });
    const groups = [group(), last as unknown as OpenGroup];
    const tracks = new Tracks(groups, [[curve("lr", counting), curve("momentum", () => 7)], [curve("lr")]]);
    tracks.write(1);
    tracks.writeFields(2, (field) => field === "lr");
    expect(groups[0]).toMatchObject({ lr: 2, momentum: 7 });
    held.refuses = true;
    expect(() => tracks.write(3)).toThrow();
    expect(groups[0]).toMatchObject({ lr: 2, momentum: 7 });
  });
});

describe("rows of values", () => {
  it("are looked up only where every curve is a schedule", () => {
    const half = () => 0.5;
    expect([[falling], [falling, half], [half]].map((of) => new RowsAhead(of).arePure)).toEqual([
      true,
      false,
      false,
    ]);
    const mixed = new RowsAhead([falling, half]);
    for (let step = 0; step < 20; step++) {
      const row = mixed.rowOf(step);
      expect([mixed.values[row], mixed.values[row + 1]]).toEqual([falling(step), 0.5]);
    }
  });

  it("are those of their step, of several schedules, forward, back and between steps", () => {
    const other = linear({ start: 5, end: 9, totalSteps: 300 });
    const rows = new RowsAhead([falling, other, constant({ value: 3 })]);
    for (const step of [0, 1, 2, 3, 7, 8, 9, 10, 11, 4, 5, 6, 6.5, 7.5, 8, 700, 701, 702, 703, 0]) {
      const row = rows.rowOf(step);
      expect([...rows.values.subarray(row, row + 3)]).toEqual([falling(step), other(step), 3]);
    }
  });
});

describe("a scheduler", () => {
  it("moves to any step that float64 can count", () => {
    const scheduler = new LRScheduler({ paramGroups: [{ lr: 1 }] }, falling);
    scheduler.moveTo(Number.MAX_SAFE_INTEGER);
    expect(scheduler.lastEpoch).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => scheduler.moveTo(2 ** 53)).toThrow(/lastEpoch must be at most/);
  });

  it("shows its step and its rates in a console", () => {
    const scheduler = new LRScheduler({ paramGroups: [{ lr: 2 }] }, falling);
    scheduler.moveTo(500);
    expect(inspect(scheduler)).toMatch(/lastEpoch: 500, lr: \[ 0.5 \], baseLrs: \[ 2 \]/);
  });

  it.each([null, 1, {}, { relative: true }, { relative: true, curves: null }, { curves: {} }])(
    "refuses the settings %j",
    (settings) => {
      const scheduler = new LRScheduler({ paramGroups: [{ lr: 1 }] }, falling);
      const state = { ...scheduler.stateDict(), settings };
      expect(() => scheduler.loadStateDict(state, { policy: "checkpoint" })).toThrow(/settings/);
    },
  );
});
