/** What CI counts: it must not take silence or a skipped test for success. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { countCargoTests, countGolden, countVitest, one } from "../scripts/ci/counts.mjs";

const ok = (output: string) => ({ status: 0, output });
const nothing = { passed: 0, failed: 1 };

describe("what CI counts", () => {
  it("takes a step that is one check by its exit status", () => {
    expect(one(ok(""))).toEqual({ passed: 1, failed: 0 });
    expect(one({ status: 2, output: "" })).toEqual(nothing);
    expect(one({ status: null, output: "" })).toEqual(nothing);
  });

  it("adds up the binaries of cargo test", () => {
    const output =
      "test result: ok. 12 passed; 0 failed; 1 ignored\nnoise\ntest result: FAILED. 3 passed; 2 failed; 0 ignored\n";
    expect(countCargoTests(ok(output))).toEqual({ passed: 15, failed: 2 });
    expect(countCargoTests(ok("test result: ok. 0 passed; 0 failed; 0 ignored"))).toEqual(nothing);
    expect(countCargoTests(ok(""))).toEqual(nothing);
  });

  it("takes the last line of the golden vectors", () => {
    expect(countGolden(ok("1 passed, 1 failed, 0 skipped\n10 passed, 0 failed, 5 skipped\n"))).toEqual({
      passed: 10,
      failed: 0,
    });
    expect(countGolden(ok("not a count"))).toEqual(nothing);
  });

  describe("from vitest", () => {
    const folder = mkdtempSync(join(tmpdir(), "anneal-counts-"));
    const report = join(folder, "report.json");
    afterAll(() => rmSync(folder, { recursive: true }));

    it("takes a skipped test for a failed one", () => {
      writeFileSync(report, JSON.stringify({ numPassedTests: 7, numTotalTests: 9 }));
      expect(countVitest(ok(""), report)).toEqual({ passed: 7, failed: 2 });
    });

    it("takes a missing report for a failure", () => {
      expect(countVitest(ok(""), join(folder, "missing.json"))).toEqual(nothing);
    });
  });
});
