/** Programs that some tests of the repository need, and where they are on this machine. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeWithFound, type Found } from "../../packages/core/test/support/requirement.js";
import { repository } from "./repository.js";

const chromiumPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Where `.ci/install` and CONTRIBUTING.md put what the tests need of Python. */
const pythonEnvironment = "target/python";

/** The path of a program, or why it is missing. */
export const requirements = {
  chromium({ CHROMIUM: named }: NodeJS.ProcessEnv): Found<string> {
    const found = named ? [named].find(existsSync) : chromiumPaths.find(existsSync);
    if (found) return { found };
    return {
      missing: named
        ? `CHROMIUM names ${named}, which is not there`
        : "no Chromium; set CHROMIUM to its path",
    };
  },
  tensorboard: (environment: NodeJS.ProcessEnv) => pythonWith("TensorBoard", "tensorboard", environment),
  safetensors: (environment: NodeJS.ProcessEnv) => pythonWith("safetensors", "safetensors", environment),
};

/** A Python that has a module. */
function pythonWith(
  title: string,
  module: string,
  { ANNEAL_PYTHON: named }: NodeJS.ProcessEnv,
): Found<string> {
  const found = named ?? join(repository, pythonEnvironment, "bin/python");
  const python = spawnSync(found, ["-c", `import ${module}`], { stdio: "ignore" });
  return python.status === 0
    ? { found }
    : { missing: `no Python with ${title} at ${found}; see CONTRIBUTING.md` };
}

/** `describe` for tests that need a program; the body gets its path. Without it they are skipped, or fail in CI. */
export function describeWith(
  requirement: keyof typeof requirements,
  title: string,
  body: (path: string) => void,
): void {
  describeWithFound(requirement, title, requirements[requirement](process.env), body);
}
