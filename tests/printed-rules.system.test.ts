/** The printed files are up to date with the update rules and the numbers that Rust and TypeScript share. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { repository } from "./support/repository.js";

test("the printed loops, kernels and interfaces are up to date", () => {
  const run = () =>
    execFileSync("node", ["scripts/print-rules.mjs", "--check"], { cwd: repository, stdio: "pipe" });
  expect(run).not.toThrow();
});
