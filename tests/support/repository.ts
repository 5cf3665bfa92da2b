/** The files of the repository, as tests see them. */

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** Folders that are made, not written. */
const madeFolders = new Set(["node_modules", "dist", "target", ".git", ".turbo", ".vite", "coverage"]);

/** The content of a file, by its path in the repository. */
export function readText(path: string): string {
  return readFileSync(join(repository, path), "utf8");
}

/** The content of a JSON file, by its path in the repository. */
export function readJson<T>(path: string): T {
  return JSON.parse(readText(path));
}

/** Every written file under a folder of the repository, as sorted paths with forward slashes. */
export function listFiles(folder = ""): string[] {
  const base = join(repository, folder);
  if (!existsSync(base)) return [];
  const walk = (directory: string): string[] =>
    readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
      if (entry.isDirectory()) return madeFolders.has(entry.name) ? [] : walk(join(directory, entry.name));
      return [relative(repository, join(directory, entry.name)).split(sep).join("/")];
    });
  return walk(base).sort();
}

/** What git tracks and would track, where this is a git checkout; else every written file. */
export function listTracked(): string[] {
  if (!existsSync(join(repository, ".git"))) return listFiles();
  const options = { cwd: repository, encoding: "utf8", maxBuffer: 1 << 26 } as const;
  const output = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    options,
  );
  return output.split("\0").filter((path) => path !== "" && existsSync(join(repository, path)));
}

/** A package.json, as far as the tests read it. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly files?: readonly string[];
  /** Files of commands, by the names of the commands. */
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A package of `packages/`. */
export interface Package {
  /** `packages/core` */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every package of `packages/`. */
export function listPackages(): Package[] {
  return readdirSync(join(repository, "packages"), { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && existsSync(join(repository, "packages", entry.name, "package.json")),
    )
    .map((entry) => `packages/${entry.name}`)
    .map((folder) => ({ folder, manifest: readJson<Manifest>(`${folder}/package.json`) }));
}

/** The packages that are published. */
export function listPublicPackages(): Package[] {
  return listPackages().filter(({ manifest }) => manifest.private !== true);
}
