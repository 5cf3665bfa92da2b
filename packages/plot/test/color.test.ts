/** Whether there is color. */
import { expect, test } from "vitest";
import { wantsColor } from "../src/index.js";

test.each([
  [{}, true, true],
  [{}, false, false],
  [{}, undefined, false],
  [{ NO_COLOR: "1" }, true, false],
  [{ NO_COLOR: "0" }, true, false],
  [{ NO_COLOR: "" }, true, true],
  [{ TERM: "dumb" }, true, false],
  [{ TERM: "xterm" }, true, true],
  [{ TERM: "xterm" }, false, false],
  [{ FORCE_COLOR: "1" }, false, true],
  [{ FORCE_COLOR: "3", NO_COLOR: "1", TERM: "dumb" }, false, true],
  [{ FORCE_COLOR: "0" }, true, false],
  [{ FORCE_COLOR: "false" }, true, false],
  [{ FORCE_COLOR: "" }, true, true],
  [{ FORCE_COLOR: "", NO_COLOR: "1" }, true, false],
] as const)("%j on a terminal or not (%s): %s", (environment, isTTY, expected) => {
  expect(wantsColor(environment, isTTY)).toBe(expected);
});
