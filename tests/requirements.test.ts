/** What is skipped says why, and can't be skipped where everything is required. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "./support/repository.js";

function runWithoutChromium(environment: NodeJS.ProcessEnv) {
  const vitest = join(repository, "node_modules/vitest/vitest.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, "run", "tests/browser.test.ts"], {
    cwd: repository,
    encoding: "utf8",
    env: { ...process.env, CHROMIUM: "/nowhere/chromium", ANNEAL_TEST_REPORT: "", ...environment },
  });
  return { status, output: stdout + stderr };
}

describe("a missing requirement", () => {
  it("skips with the reason", () => {
    const { status, output } = runWithoutChromium({ ANNEAL_REQUIRE_ALL: "" });
    expect(output).toContain("CHROMIUM names /nowhere/chromium, which is not there");
    expect(status).toBe(0);
  });

  it("fails where everything is required", () => {
    const { status, output } = runWithoutChromium({ ANNEAL_REQUIRE_ALL: "1" });
    expect(output).toContain("chromium is required here");
    expect(status).toBe(1);
  });
});
