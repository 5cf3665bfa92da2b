/** The numbers of cases that tests try, from the environment variables. */
import { describe, expect, it } from "vitest";
import { oneOf, readExtent } from "./support/random-cases.js";

describe("the extent of a run", () => {
  it.each([
    [{}, { factor: 0.25, isComplete: false, isAlone: false }],
    [{ ANNEAL_REQUIRE_ALL: "0" }, { factor: 0.25, isComplete: false, isAlone: false }],
    [{ ANNEAL_REQUIRE_ALL: "1" }, { factor: 1, isComplete: true, isAlone: true }],
    [
      { ANNEAL_REQUIRE_ALL: "1", ANNEAL_CASES: "10" },
      { factor: 10, isComplete: true, isAlone: true },
    ],
    [{ ANNEAL_CASES: "10" }, { factor: 10, isComplete: true, isAlone: true }],
    // Mutation tests.
    [{ ANNEAL_CASES: "0.1" }, { factor: 0.1, isComplete: false, isAlone: true }],
  ])("with %j is %j", (environment, extent) => expect(readExtent(environment)).toEqual(extent));

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

  it("is never empty", () => expect(oneOf(["a", "b"], 5, 3)).toEqual(["a"]));
});
