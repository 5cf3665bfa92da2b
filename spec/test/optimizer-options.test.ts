/** docs/optimizer-options.md against the signatures of the packages, and against what the rules declare. */
import { readFileSync } from "node:fs";
import * as core from "@anneal/core";
import { isRule } from "@anneal/core/optimizer-engine";
import type { HyperDefinition } from "@anneal/core/rule";
import { describe, expect, test } from "vitest";
import { camelCase } from "../src/optimizers.js";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

interface Signature {
  readonly package: string;
  readonly version: string;
  readonly options: Readonly<Record<string, unknown>>;
}

interface Row {
  readonly rule: string;
  /** Empty: the package does not have it. */
  readonly theirs: string;
  readonly ours: string;
  readonly shown: string;
}

const signatures: Readonly<Record<string, Signature>> = JSON.parse(read("../signatures/optimizers.json"));
const rules = new Map(
  Object.values<unknown>(core)
    .filter(isRule)
    .map((rule) => [rule.name, rule] as const),
);
const [, general = "", ofEach = ""] = read("../../docs/optimizer-options.md").split(
  /^## Options of (?:all rules|each rule)$/m,
);
const quoted = (cell = "") => /`([^`]+)`/.exec(cell)?.[1] ?? "";
const rows: readonly Row[] = ofEach
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => {
    const [, rule, theirs, ours, shown] = line.split("|").map(quoted);
    return { rule, theirs, ours, shown } as Row;
  });
/** The options of packages that are here for all rules or for none. */
const generalNames = new Set(
  general
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name)),
);

/** A default as the package writes it: null where that stands for our number. */
function defaultOf({ default: value, whenNull }: HyperDefinition): unknown {
  if (!Array.isArray(value)) return value === Number.POSITIVE_INFINITY ? "Infinity" : value;
  return value.map((each, i) => (whenNull?.[i] === each ? null : each));
}

test("every rule stands on the page, and no other", () => {
  expect([...new Set(rows.map(({ rule }) => rule))].sort()).toEqual([...rules.keys()].sort());
  expect(Object.keys(signatures).sort()).toEqual([...rules.keys()].sort());
});

test("the page names the packages with their versions", () => {
  const named = [...ofEach.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
  const packages = Object.values(signatures).map((each) => `${each.package} ${each.version}`);
  expect(named.sort()).toEqual([...new Set(packages)].sort());
});

describe.each([...rules])("%s", (name, rule) => {
  const own = rows.filter((row) => row.rule === name);
  const { options } = signatures[name] as Signature;

  test("lists every option of the package, once", () => {
    const listed = own.flatMap(({ theirs }) => (theirs === "" ? [] : [theirs]));
    const expected = Object.keys(options).filter((option) => !generalNames.has(option));
    expect(listed.sort()).toEqual(expected.sort());
  });

  test("lists every hyper-parameter and every flag, once", () => {
    const declared = [...Object.keys(rule.hyper), ...Object.keys(rule.flags)];
    expect(own.map(({ ours }) => ours).sort()).toEqual(declared.sort());
  });

  test.each(own)("$ours has its default, and that of $theirs", ({ theirs, ours, shown }) => {
    const hyper = rule.hyper[ours];
    const flag = rule.flags[ours];
    const value = hyper === undefined ? flag?.default : defaultOf(hyper);
    expect(shown === "Infinity" ? shown : JSON.parse(shown)).toEqual(value);
    if (theirs === "") return;
    expect(ours).toBe(theirs === "caution" ? "cautious" : camelCase(theirs));
    const given = options[theirs];
    expect(value).toEqual(given === null && flag?.takesNull ? flag.default : given);
  });
});
