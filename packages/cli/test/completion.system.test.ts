/** The completion script in bash itself. */
import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { anneal } from "./support/anneal.js";

it.each([
  ["anneal comp", "compare completion"],
  ["anneal import x.yaml --engine olmo", "olmo olmo-core"],
  ["anneal plot x --theme d", "dark"],
  ["anneal recipes show gpt-3/17", "gpt-3/175B"],
  ["anneal plot recipe:gpt-3/17", "gpt-3/175B"],
  ["anneal plot cyclic --up", "--up-steps"],
])("completes %j", async (typed, expected) => {
  const { text } = await anneal(["completion", "bash"]);
  // bash splits words at colons too.
  const script = `${text}
    COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDS=(\${1//:/ : })
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    _anneal; echo "\${COMPREPLY[@]}"`;
  expect(execFileSync("bash", ["-c", script, "bash", typed], { encoding: "utf8" }).trim()).toBe(expected);
});
