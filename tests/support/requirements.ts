/** Tests that need more than Node: they run where it is there, else they are skipped and say why. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { repository } from "./repository.js";

/** With this set, a missing requirement is a failure: CI may not pass by skipping. */
const everythingIsRequired = process.env.ANNEAL_REQUIRE_ALL === "1";

type Found = { readonly path: string } | { readonly missing: string };

const chromiumPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Where `.ci/install` and CONTRIBUTING.md put what the tests need of Python. */
const pythonEnvironment = "target/python";

const requirements = {
  chromium(): Found {
    const named = process.env.CHROMIUM;
    const path = named ? [named].find(existsSync) : chromiumPaths.find(existsSync);
    if (path) return { path };
    return {
      missing: named
        ? `CHROMIUM names ${named}, which is not there`
        : "no Chromium; set CHROMIUM to its path",
    };
  },
  rust(): Found {
    // Asked inside the repository: the active toolchain can differ by folder.
    const cargo = spawnSync("cargo", ["--version"], { cwd: repository, stdio: "ignore" });
    return cargo.status === 0 ? { path: "cargo" } : { missing: "no cargo in PATH" };
  },
  tensorboard(): Found {
    const path = process.env.ANNEAL_PYTHON ?? join(repository, pythonEnvironment, "bin/python");
    const python = spawnSync(path, ["-c", "import tensorboard"], { stdio: "ignore" });
    return python.status === 0
      ? { path }
      : { missing: `no Python with TensorBoard at ${path}; see CONTRIBUTING.md` };
  },
} satisfies Record<string, () => Found>;

/**
 * `describe` for tests that need `requirement`; the body gets the path of the program.
 * Without it they are skipped with a printed reason, or fail when `ANNEAL_REQUIRE_ALL=1`.
 */
export function describeWith(
  requirement: keyof typeof requirements,
  title: string,
  body: (path: string) => void,
): void {
  const found = requirements[requirement]();
  const missing = "missing" in found ? found.missing : undefined;
  if (missing !== undefined && everythingIsRequired) {
    it(title, () => {
      throw new Error(`${requirement} is required here: ${missing}`);
    });
    return;
  }
  if (missing !== undefined) console.warn(`skipped: ${title} (${missing})`);
  describe.skipIf(missing !== undefined)(title, () => body("path" in found ? found.path : ""));
}
