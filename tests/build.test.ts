/** What the compiler builds: every package, each after those that it imports. */

import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { listPackages, type Manifest, readJson } from "./support/repository.js";

const others = readJson<{ workspaces: string[] }>("package.json").workspaces.filter(
  (path) => !path.endsWith("*"),
);
const folders = [...listPackages().map(({ folder }) => folder), ...others].sort();
const manifests = folders.map((folder) => readJson<Manifest>(`${folder}/package.json`));

/** The folders that a configuration of the compiler refers to, by their paths in the repository. */
function referencesOf(folder: string, file = "tsconfig.json"): string[] {
  const { references = [] } = readJson<{ references?: { path: string }[] }>(join(folder, file));
  return references.map(({ path }) => posix.join(folder, path)).sort();
}

it("tsconfig.build.json has every package", () => {
  expect(referencesOf("", "tsconfig.build.json")).toEqual(folders);
});

describe("the references", () => {
  it.each(folders)("of %s are the packages that it depends on", (folder) => {
    const { dependencies = {} } = manifests[folders.indexOf(folder)] as Manifest;
    const needed = folders.filter((_, i) => (manifests[i] as Manifest).name in dependencies);
    expect(referencesOf(folder)).toEqual(needed);
  });
});
