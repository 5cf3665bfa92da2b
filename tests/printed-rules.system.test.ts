/** What is printed from the update rules belongs to the rules that are here. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { repository } from "./support/repository.js";

test("the printed loops, kernels and border are those of the rules", () => {
  const run = () =>
    execFileSync("node", ["scripts/print-rules.mjs", "--check"], { cwd: repository, stdio: "pipe" });
  expect(run).not.toThrow();
});
