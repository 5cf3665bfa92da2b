/** The command line, the tables and the file names. */
import { describe, expect, it } from "vitest";
import { fileNameOf, readMachine } from "../src/machine.js";
import { isComplete, isWanted, readOptions } from "../src/options.js";
import { alignColumns, caseTable, quantityTable } from "../src/report/table.js";

describe("the options", () => {
  it("select everything at full length by default", () => {
    const options = readOptions([]);
    expect(options).toMatchObject({ quick: false, out: null, suite: "", case: "" });
    expect(isComplete(options)).toBe(true);
    expect(isWanted(options, "curves", "one-cycle, float64")).toBe(true);
  });

  it.each([["--quick"], ["--suite", "curves"], ["--case", "cosine"]])(
    "are not complete with %s",
    (...args) => {
      expect(isComplete(readOptions(args))).toBe(false);
    },
  );

  it("take less time with --quick", () => {
    const [quick, full] = [readOptions(["--quick"]).effort, readOptions([]).effort];
    const turns = ({ rounds, turnSeconds }: typeof quick) => rounds * turnSeconds;
    expect(turns(quick)).toBeLessThan(turns(full));
    expect(quick.warmUpSeconds).toBeLessThan(full.warmUpSeconds);
  });

  it("select suites and cases by a part of their names", () => {
    const options = readOptions(["--suite", "curv", "--case", "COSINE"]);
    expect(isWanted(options, "curves", "warm-up and cosine, float64")).toBe(true);
    expect(isWanted(options, "curves", "exponential, float64")).toBe(false);
    expect(isWanted(options, "adamw", "cosine")).toBe(false);
  });

  it.each([["--fast"], ["out.json"], ["--out"]])("refuse %s", (...args) => {
    expect(() => readOptions(args)).toThrow(TypeError);
  });
});

describe("tables", () => {
  it("align the first column to the left and numbers to the right", () => {
    expect(
      alignColumns([
        ["", "ns"],
        ["a long name", "1.5"],
        ["b", "10.5", ""],
      ]),
    ).toEqual(["               ns", "a long name   1.5", "b            10.5"]);
  });

  it("show a case with its opponents and its targets", () => {
    const place = { suite: "curves", case: "cosine", size: 1_000_000 };
    const verdict = { ...place, subject: "anneal", goals: [{ opponent: "loop", ratio: 20 }], reached: false };
    const text = caseTable({
      results: [
        { ...place, subject: "anneal", opponent: "loop", nsPerElement: 0.3125, ratio: 19.5 },
        { ...place, subject: "anneal", opponent: "fill", nsPerElement: 0.3125, ratio: 0.5 },
        { ...place, subject: "loop", opponent: "fill", nsPerElement: 6, ratio: 0.03 },
      ],
      verdicts: [verdict, { ...verdict, goals: [{ nsPerElement: 1 }], reached: true }],
    });
    expect(text.split("\n")).toEqual([
      "curves: cosine, 1,000,000 elements",
      "          ns/element  vs loop  vs fill",
      "  anneal       0.313     19.5     0.50",
      "  loop         6.000              0.03",
      "  MISSED: anneal, at least 20 times faster than loop",
      "  reached: anneal, at most 1 ns an element",
      "",
    ]);
  });

  it("show quantities with their limits", () => {
    const place = { suite: "memory-and-load", case: "module", size: 1 };
    const text = quantityTable([
      { ...place, subject: "its file", value: 53_530, unit: "bytes", atMost: 60_000 },
      { ...place, subject: "loading", value: 12.345, unit: "ms", atMost: 10 },
      { ...place, subject: "something", value: 1, unit: "times", atMost: null },
    ]);
    expect(text).toContain("53,530 bytes  reached: at most 60,000");
    expect(text).toContain("12.35 ms       MISSED: at most 10");
    expect(text).toMatch(/something +1 times\n/);
  });
});

describe("the machine", () => {
  it("is described by what affects times", () => {
    expect(readMachine()).toMatchObject({
      processor: expect.any(String),
      cores: expect.any(Number),
      node: process.versions.node,
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  it("gives its file a name that is valid on every file system", () => {
    const machine = {
      ...readMachine(),
      platform: "linux x64",
      processor: "Core(TM) i7 @ 3.0GHz",
      cores: 4,
      node: "20.19.0",
    };
    expect(fileNameOf(machine)).toBe("linux-x64-core-tm-i7-3-0ghz-4-cores-node-20.json");
  });
});
