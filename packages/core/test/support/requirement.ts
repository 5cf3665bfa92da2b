/** Tests that need more than Node: they run where it is there, else they are skipped and say why. */

import { describe, it } from "vitest";

/** What tests need, or why it is missing. */
export type Found<T> = { readonly found: T } | { readonly missing: string };

/** What becomes of tests: they run, are skipped for a reason, or fail for one. */
export type Verdict = "run" | { readonly skip: string } | { readonly fail: string };

/** With `ANNEAL_REQUIRE_ALL=1` a missing requirement is a failure: CI may not pass by skipping. */
export function judge(requirement: string, found: Found<unknown>, environment: NodeJS.ProcessEnv): Verdict {
  if ("found" in found) return "run";
  return environment.ANNEAL_REQUIRE_ALL === "1"
    ? { fail: `${requirement} is required here: ${found.missing}` }
    : { skip: found.missing };
}

/**
 * `describe` for tests that need `requirement`; the body gets what was found. Without it they are skipped with a printed
 * reason, or fail when `ANNEAL_REQUIRE_ALL=1`.
 */
export function describeWithFound<T>(
  requirement: string,
  title: string,
  found: Found<T>,
  body: (found: T) => void,
): void {
  if ("found" in found) {
    describe(title, () => body(found.found));
    return;
  }
  const verdict = judge(requirement, found, process.env);
  if (typeof verdict === "object" && "fail" in verdict) {
    it(title, () => {
      throw new Error(verdict.fail);
    });
    return;
  }
  console.warn(`skipped: ${title} (${found.missing})`);
  describe.skip(title, () => it(`needs ${requirement}`, () => {}));
}
