/** The unit tests of one folder, which `ANNEAL_MUTATION_TESTS` lists, as Stryker runs them. */
import { join } from "node:path";
import type { TestProjectInlineConfiguration } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import base from "../../vitest.config.js";

const { projects = [], ...shared } = base.test ?? {};
const unit = (projects as TestProjectInlineConfiguration[]).find(({ test }) => test?.name === "unit");
const tests = process.env.ANNEAL_MUTATION_TESTS?.split(",");
if (unit?.test === undefined || tests === undefined) {
  throw new Error("ANNEAL_MUTATION_TESTS and a vitest project named unit are required");
}

/** Isolated test files run only if they are listed: a file that replaces modules would disturb the others. */
const isolated = tests.flatMap((name) => /([^/]+)\.isolated\.test\.ts$/.exec(name)?.[1] ?? []);
const exclude = unit.test.exclude?.map((pattern) =>
  isolated.length > 0 ? pattern.replace("*.isolated", `!(${isolated.join("|")}).isolated`) : pattern,
);

/** Runs files in the order of the list: the first failing test ends the run of a mutant, so quick files come first. */
class AsListed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const names = tests?.map((pattern) => pattern.split("*")[0] ?? "") ?? [];
    const place = ({ moduleId }: TestSpecification) => names.findIndex((name) => moduleId.includes(name));
    return [...files].sort((a, b) => place(a) - place(b));
  }
}

export default {
  ...base,
  root: join(import.meta.dirname, "../.."),
  test: {
    ...shared,
    ...unit.test,
    setupFiles: [...(shared.setupFiles ?? []), "scripts/mutation/stop-at-failure.ts"],
    include: tests,
    exclude,
    sequence: { sequencer: AsListed },
  },
};
