/** In CI a whole run of vitest without a requirement fails. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeWithFound, type Found } from "../packages/core/test/support/requirement.js";
import { repository } from "./support/repository.js";

const place: Found<string> =
  process.env.ANNEAL_REQUIRE_ALL === "1"
    ? { found: join(repository, "node_modules/vitest/vitest.mjs") }
    : { missing: "it starts vitest once more, and runs where ANNEAL_REQUIRE_ALL=1" };

describeWithFound("CI", "a run without Chromium", place, (vitest) => {
  it("fails, and names what is missing", () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [vitest, "run", "tests/browser.system.test.ts"],
      {
        cwd: repository,
        encoding: "utf8",
        env: { ...process.env, CHROMIUM: "/nowhere/chromium", ANNEAL_TEST_REPORT: "" },
      },
    );
    expect(stdout + stderr).toContain("chromium is required here: CHROMIUM names /nowhere/chromium");
    expect(status).toBe(1);
  });
});
