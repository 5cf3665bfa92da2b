/** The tables of docs/optax.md against what Optax exports, and what the package does. */
import { readFileSync } from "node:fs";
import * as anneal from "@anneal/jax";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

const page = read("../../../docs/optax.md");
const { symbols } = JSON.parse(read("./golden/optimizers.json")) as { symbols: string[] };
const [, hereTable = "", notHereTable = ""] = page.split(/^## (?:Available|Missing, and why)$/m);

/** The rows of a table below its head. */
const rows = (table: string) =>
  table
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2)
    .map((line) => line.split("|").slice(1, -1));
const quoted = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);

const here = rows(hereTable).map((cells) => cells.flatMap(quoted));
const notHere = rows(notHereTable).flatMap(([, names]) => quoted(names));

/** Names of types, which are gone when the tests run. */
const types = new Set(
  [...read("../src/index.ts").matchAll(/\btype (\w+)|export type \{([^}]*)\}/g)].flatMap(([, name, names]) =>
    (name ?? (names as string)).split(",").map((each) => each.trim()),
  ),
);

/** What is the package's own, beside Optax's names. */
const OWN = ["contrib", "evalParamsFromRule", "fromRule", "hasUpdated", "init", "jit", "traceable", "tree"];

test("every symbol of Optax stands in one of the tables, once", () => {
  const listed = [...here.map(([optax]) => optax as string), ...notHere];
  expect([...listed].sort()).toEqual([...symbols].sort());
});

test("what is said to be here is exported", () => {
  const missing = here.filter(([, name = ""]) => {
    const [first = "", second] = name.split(".");
    const value = (anneal as Record<string, unknown>)[first];
    return second === undefined
      ? value === undefined && !types.has(first)
      : (value as Record<string, unknown>)[second] === undefined;
  });
  expect(missing).toEqual([]);
});

test("what is said not to be here is not", () => {
  const camelCase = (name: string) =>
    name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const there = notHere.filter((symbol) => {
    const [name = "", module] = symbol.split(".").reverse();
    const place = module === "tree" ? anneal.tree : anneal;
    return camelCase(name) in place;
  });
  expect(there).toEqual([]);
});

test("everything that is exported stands in the table", () => {
  const listed = new Set([...here.map(([, name]) => name), ...OWN]);
  const inTree = Object.keys(anneal.tree).map((name) => `tree.${name}`);
  expect([...Object.keys(anneal), ...inTree].filter((name) => !listed.has(name))).toEqual([]);
});

test("the contrib namespace has the functions of contrib", () => {
  const named = here
    .filter(([optax = ""]) => /^contrib\.[a-z]/.test(optax))
    .map(([, name]) => name as string);
  expect(Object.keys(anneal.contrib).sort()).toEqual(named.sort());
});
