/** The unit tests of one package, named by `ANNEAL_MUTATE_PACKAGE`, as Stryker runs them. */
import { join } from "node:path";
import type { TestProjectInlineConfiguration } from "vitest/config";
import base from "../../vitest.config.js";

const { projects = [], ...shared } = base.test ?? {};
const unit = (projects as TestProjectInlineConfiguration[]).find(({ test }) => test?.name === "unit");
const folder = process.env.ANNEAL_MUTATE_PACKAGE;
if (unit?.test === undefined || folder === undefined) {
  throw new Error("needs a project named unit, and ANNEAL_MUTATE_PACKAGE");
}

export default {
  ...base,
  root: join(import.meta.dirname, "../.."),
  test: { ...shared, ...unit.test, include: [`${folder}/test/**/*.test.ts`] },
};
