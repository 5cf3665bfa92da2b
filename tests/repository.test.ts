/** Promises about the repository as a whole: what may be in it, and what every package has. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "smol-toml";
import { afterAll, describe, expect, it } from "vitest";
import pins from "../scripts/wasm/pins.json" with { type: "json" };
import { checkLinks } from "./support/links.js";
import { machinePaths } from "./support/machine-paths.js";
import {
  listPackages,
  listPublicPackages,
  listTracked,
  type Manifest,
  readJson,
  readText,
  repository,
} from "./support/repository.js";

const isBinary = /\.(wasm|png|safetensors|f32|f64|gz)$/;
/** Lists of others' packages, data of others' programs, and the lists of forbidden words themselves. */
const isForeign =
  /^(package-lock\.json|Cargo\.lock|spec\/golden\/.*|tests\/(repository\.test|support\/machine-paths)\.ts)$/;
const texts = listTracked()
  .filter((path) => !isBinary.test(path) && !isForeign.test(path))
  .map((path) => ({ path, text: readText(path) }));

function linesWith(pattern: RegExp): string[] {
  return texts.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

const escaped = (words: readonly string[]) => words.map((word) => word.replace(/[\\.]/g, "\\$&")).join("|");

describe("the files of the repository", () => {
  it("are found", () => expect(texts.length).toBeGreaterThan(50));

  it("name no package registry: everyone uses their own", () => {
    const hosts = ["registry.npmjs.org", "registry.yarnpkg.com", "index.crates.io", "static.crates.io"];
    const others = [
      "deb.debian.org",
      "security.debian.org",
      "files.pythonhosted.org",
      "pypi.org",
      "proxy.golang.org",
    ];
    expect(linesWith(new RegExp(escaped([...hosts, ...others])))).toEqual([]);
    expect(readText("package-lock.json")).not.toMatch(/"resolved": "https?:/);
  });

  it("name no folder of one machine", () => {
    expect(linesWith(new RegExp(`(?<![\\w.$}~)])(${escaped(machinePaths)})\\w`))).toEqual([]);
  });

  it("leave no work for later", () => expect(linesWith(/\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]));

  it("end every line the same way, and with a newline at the end", () => {
    expect(texts.filter(({ text }) => text.includes("\r")).map(({ path }) => path)).toEqual([]);
    const isMade = /^packages\/wasm\/module\/|\.svg$/;
    const written = texts.filter(({ path, text }) => !isMade.test(path) && text !== "");
    expect(written.filter(({ text }) => !text.endsWith("\n")).map(({ path }) => path)).toEqual([]);
  });

  it("link only to what is there", () => {
    const pages = texts.filter(({ path }) => path.endsWith(".md"));
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.flatMap(({ path, text }) => checkLinks(repository, path, text))).toEqual([]);
  });

  it("number the decisions without a gap", () => {
    const numbers = listTracked()
      .flatMap((path) => path.match(/^docs\/adr\/(\d{4})-[a-z\d-]+\.md$/)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});

describe("the manifests", () => {
  const workspaces = readJson<{ workspaces: string[] }>("package.json").workspaces.filter(
    (path) => !path.endsWith("*"),
  );
  const manifests = ["", ...workspaces, ...listPackages().map(({ folder }) => folder)].map((folder) =>
    join(folder, "package.json"),
  );

  it.each(manifests)("%s pins every version exactly", (path) => {
    const { dependencies, devDependencies, optionalDependencies } = readJson<Manifest>(path);
    const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    // An alias pins a package by another name: npm:typescript@5.4.5.
    const exact = /^(npm:[\w@/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;
    expect(versions.filter(([, version]) => !exact.test(version))).toEqual([]);
  });

  it("lock every platform's variant of a package, not only those of the machine that locked it", () => {
    type Entries = Record<string, { optionalDependencies?: Record<string, string> }>;
    const { packages } = readJson<{ packages: Entries }>("package-lock.json");
    const locked = new Set(Object.keys(packages).map((path) => path.split("node_modules/").at(-1)));
    const variants = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    expect(variants.length).toBeGreaterThan(20);
    expect(variants.filter((name) => !locked.has(name))).toEqual([]);
  });

  it("pin one version of each dependency", () => {
    const seen = new Map<string, string>();
    for (const path of manifests) {
      const { dependencies, devDependencies } = readJson<Manifest>(path);
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        expect(seen.get(name) ?? version, `${name} in ${path}`).toBe(version);
        seen.set(name, version);
      }
    }
  });
});

describe("the pinned tools of the module", () => {
  it.each([
    ["rustc", `rustup toolchain install ${pins.rustc.split(" ")[0]} `],
    ["wasm-pack", `cargo install wasm-pack --version ${pins["wasm-pack"]} `],
    ["wasm-bindgen", `cargo install wasm-bindgen-cli --version ${pins["wasm-bindgen"]} `],
  ])("include the %s of CONTRIBUTING", (_, command) =>
    expect(readText("CONTRIBUTING.md")).toContain(command),
  );

  it("include the wasm-bindgen of the crate", () => {
    const { dependencies } = parse(readText("crates/schedules-wasm/Cargo.toml"));
    expect(dependencies).toHaveProperty("wasm-bindgen.version", `=${pins["wasm-bindgen"]}`);
  });

  it("include a compiler that the crates accept", () => {
    const { workspace } = parse(readText("Cargo.toml")) as {
      workspace: { package: { "rust-version": string } };
    };
    const minor = (version: string) => Number(version.split(".")[1]);
    expect(minor(pins.rustc)).toBeGreaterThanOrEqual(minor(workspace.package["rust-version"]));
  });
});

describe.each(listPublicPackages())("$manifest.name", ({ folder, manifest }) => {
  const root = readJson<Record<string, unknown>>("package.json");

  it("says what it is, under which license, and for which Node", () => {
    expect(manifest).toMatchObject({ license: root.license, type: "module", engines: root.engines });
    expect(manifest).toHaveProperty("description", expect.stringMatching(/\w{3}/));
  });

  it("has the license and a README that starts with its name", () => {
    expect(readText(`${folder}/LICENSE`)).toBe(readText("LICENSE"));
    expect(readText(`${folder}/README.md`)).toMatch(new RegExp(`^# ${manifest.name}\n`));
  });

  it("has its changes written down", () => {
    const changesets = texts.filter(({ path }) => /^\.changeset\/(?!README)[\w-]+\.md$/.test(path));
    const isAnnounced = changesets.some(({ text }) => text.includes(`"${manifest.name}":`));
    const isReleased = texts.some(({ path }) => path === `${folder}/CHANGELOG.md`);
    expect(isAnnounced || isReleased).toBe(true);
  });
});

describe("the check of links", () => {
  const folder = mkdtempSync(join(tmpdir(), "anneal-links-"));
  writeFileSync(join(folder, "other.md"), "# What is `this`, then?\n\n```\n# no heading\n```\n");
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ["[a](other.md)", []],
    ["[a](./other.md#what-is-this-then)", []],
    ["# Here\n[a](#here)", []],
    ["[a](https://example.com/missing.md) `[b](missing.md)`", []],
    ["```\n[a](missing.md)\n```", []],
    ["[a](missing.md)", ["page.md: missing.md is not there"]],
    ['<img src="missing.svg">', ["page.md: missing.svg is not there"]],
    ["[a]: missing.md", ["page.md: missing.md is not there"]],
    ["[a](other.md#elsewhere)", ["page.md: other.md#elsewhere has no such heading"]],
    ["[a](other.md#no-heading)", ["page.md: other.md#no-heading has no such heading"]],
    ["[a](../other.md)", ["page.md: ../other.md leads out of the repository"]],
  ])("reads %j", (markdown, problems) => {
    writeFileSync(join(folder, "page.md"), markdown);
    expect(checkLinks(folder, "page.md", readFileSync(join(folder, "page.md"), "utf8"))).toEqual(problems);
  });
});

describe("the tests", () => {
  const tests = texts.filter(({ path }) => path.endsWith(".test.ts"));
  const matching = (pattern: RegExp, suffix: RegExp) =>
    tests.filter(({ path, text }) => pattern.test(text) && !suffix.test(path)).map(({ path }) => path);

  it("that replace modules or globals have a process of their own", () => {
    expect(matching(/\bvi\.(mock|doMock|stubGlobal|stubEnv|spyOn)\(/, /\.isolated\.test\.ts$/)).toEqual([]);
  });

  it("that start processes or need more than Node are system tests", () => {
    const needs = /from "node:child_process"|\bdescribeWith(Gpu)?\(/;
    expect(matching(needs, /\.(system|isolated)\.test\.ts$/)).toEqual([]);
  });

  it("take the number of random cases from one place", () => {
    const pattern = /\bnumRuns: *\d/;
    expect(tests.filter(({ text }) => pattern.test(text)).map(({ path }) => path)).toEqual([]);
  });
});
