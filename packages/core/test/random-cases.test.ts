/** The numbers of cases that tests try, from the environment variables. */
import { describe, expect, it } from "vitest";
import { oneOf, readExtent } from "./support/random-cases.js";

/** The start of a day, the 20,000th since 1970. */
const now = 20_000 * 24 * 60 * 60 * 1000;

describe("the extent of a run", () => {
  it.each([
    [{}, { factor: 0.1, isComplete: false, isAlone: false, turn: 20_000 }],
    [{ ANNEAL_REQUIRE_ALL: "0" }, { factor: 0.1, isComplete: false, isAlone: false, turn: 20_000 }],
    [{ RANDOM_SEED: "7" }, { factor: 0.1, isComplete: false, isAlone: false, turn: 7 }],
    [{ ANNEAL_REQUIRE_ALL: "1" }, { factor: 1, isComplete: true, isAlone: true, turn: 20_000 }],
    [
      { ANNEAL_REQUIRE_ALL: "1", ANNEAL_CASES: "10", RANDOM_SEED: "7" },
      { factor: 10, isComplete: true, isAlone: true, turn: 7 },
    ],
    [{ ANNEAL_CASES: "10" }, { factor: 10, isComplete: true, isAlone: true, turn: 0 }],
    // Mutation tests.
    [{ ANNEAL_CASES: "0.1" }, { factor: 0.1, isComplete: false, isAlone: true, turn: 0 }],
  ])("with %j is %j", (environment, extent) => expect(readExtent(environment, now)).toEqual(extent));

  it("has another turn each day", () => {
    const day = 24 * 60 * 60 * 1000;
    const turns = [now - 1, now, now + day - 1, now + day].map((time) => readExtent({}, time).turn);
    expect(turns).toEqual([19_999, 20_000, 20_000, 20_001]);
  });

  it.each(["0", "-1", "x", "1001"])("with ANNEAL_CASES=%s is an error", (value) => {
    expect(() => readExtent({ ANNEAL_CASES: value })).toThrow(`at most 1000; got ${value}`);
  });
});

describe("a share of a list", () => {
  const items = ["a", "b", "c", "d", "e", "f", "g"];

  it("is another one for each offset, and together they are the list", () => {
    expect(oneOf(items, 3, 1)).toEqual(["b", "e"]);
    expect(oneOf(items, 3, 4)).toEqual(["b", "e"]);
    expect([0, 1, 2].flatMap((offset) => oneOf(items, 3, offset)).sort()).toEqual(items);
  });

  it.each([1, 2, 3, 5])(
    "of %s items is never empty, and the shares of the days are all of them",
    (length) => {
      const list = items.slice(0, length);
      const days = [19_999, 20_000, 20_001].map((turn) => oneOf(list, 3, turn));
      for (const share of days) expect(share.length).toBeGreaterThan(0);
      expect([...new Set(days.flat())].sort()).toEqual(list);
    },
  );
});
