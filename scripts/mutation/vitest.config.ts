/** The unit tests of one folder, which `ANNEAL_MUTATION_TESTS` lists, as Stryker runs them. */
import { join } from "node:path";
import type { TestProjectInlineConfiguration } from "vitest/config";
import base from "../../vitest.config.js";

const { projects = [], ...shared } = base.test ?? {};
const unit = (projects as TestProjectInlineConfiguration[]).find(({ test }) => test?.name === "unit");
const tests = process.env.ANNEAL_MUTATION_TESTS;
if (unit?.test === undefined || tests === undefined) {
  throw new Error("needs a project named unit, and ANNEAL_MUTATION_TESTS");
}

export default {
  ...base,
  root: join(import.meta.dirname, "../.."),
  test: { ...shared, ...unit.test, include: tests.split(",") },
};
