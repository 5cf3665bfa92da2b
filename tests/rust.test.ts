/** The Rust tests, so that one command runs everything. */

import { execFileSync } from "node:child_process";
import { it } from "vitest";
import { repository } from "./support/repository.js";
import { describeWith } from "./support/requirements.js";

describeWith("rust", "the crates", (cargo) => {
  // The first time, the crates and what they depend on are compiled.
  it("pass their own tests", { timeout: 600_000 }, () => {
    execFileSync(cargo, ["test", "--workspace", "--locked", "--quiet"], {
      cwd: repository,
      stdio: ["ignore", "ignore", "pipe"],
    });
  });
});
