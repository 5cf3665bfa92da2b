/** What is skipped says why, and can't be skipped where everything is required. */

import { describe, expect, it } from "vitest";
import { judge } from "../packages/core/test/support/requirement.js";
import { requirements } from "./support/requirements.js";

const nowhere = { CHROMIUM: "/nowhere/chromium", ANNEAL_PYTHON: "/nowhere/python" };

describe("a missing requirement", () => {
  it.each([
    ["chromium" as const, "CHROMIUM names /nowhere/chromium, which is not there"],
    ["tensorboard" as const, "no Python with TensorBoard at /nowhere/python; see CONTRIBUTING.md"],
    ["safetensors" as const, "no Python with safetensors at /nowhere/python; see CONTRIBUTING.md"],
  ])("of %s skips with the reason, and fails where everything is required", (requirement, reason) => {
    const found = requirements[requirement](nowhere);
    expect(found).toEqual({ missing: reason });
    for (const environment of [{}, { ANNEAL_REQUIRE_ALL: "" }, { ANNEAL_REQUIRE_ALL: "0" }]) {
      expect(judge(requirement, found, environment)).toEqual({ skip: reason });
    }
    expect(judge(requirement, found, { ANNEAL_REQUIRE_ALL: "1" })).toEqual({
      fail: `${requirement} is required here: ${reason}`,
    });
  });
});

describe("a requirement that is there", () => {
  it("runs, also where everything is required", () => {
    const found = requirements.chromium({ CHROMIUM: process.execPath });
    expect(found).toEqual({ found: process.execPath });
    for (const environment of [{}, { ANNEAL_REQUIRE_ALL: "1" }]) {
      expect(judge("chromium", found, environment)).toBe("run");
    }
  });
});
