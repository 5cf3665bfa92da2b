/** Packages as npm would publish them, and projects that install nothing but those. */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { listPublicPackages, type Manifest, repository } from "./repository.js";

/** A package in one file. */
export interface Dependency {
  readonly name: string;
  /** Absolute path of the file. */
  readonly path: string;
}

/** A package of ours, as npm would publish it. */
export interface Tarball extends Dependency {
  /** Paths inside the package. */
  readonly files: readonly string[];
}

/** Runs a command to its end: whether it succeeded, and what it printed. @throws Error if it can't start or is killed */
export function tryRun(folder: string, command: string, ...args: string[]): { ok: boolean; output: string } {
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, {
    cwd: folder,
    env: { ...process.env, npm_config_update_notifier: "false" },
    encoding: "utf8",
    maxBuffer: 1 << 26,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (error) throw error;
  if (signal) throw new Error(`${command} ${args.join(" ")} was killed by ${signal}`);
  return status === 0 ? { ok: true, output: stdout } : { ok: false, output: stdout + stderr };
}

/** Runs a command to its end and returns what it printed; throws with that when it fails. */
export function run(folder: string, command: string, ...args: string[]): string {
  const { ok, output } = tryRun(folder, command, ...args);
  if (!ok) throw new Error(`${command} ${args.join(" ")}\n${output}`);
  return output;
}

/** Packs every public package, in one call of npm. */
export function packOurs(destination: string): Tarball[] {
  return pack(
    listPublicPackages().map(({ folder }) => join(repository, folder)),
    destination,
  );
}

/** Packs every public package, and what they depend on as it is installed here. */
export function packAll(destination: string): { ours: Tarball[]; others: Dependency[] } {
  const ours = packOurs(destination);
  const names = new Set(ours.map(({ name }) => name));
  const others = new Map<string, Dependency>();
  const visit = (folder: string, needed: Manifest["dependencies"]) => {
    for (const name of Object.keys(needed ?? {})) {
      if (names.has(name) || others.has(name) || isLinked(name)) continue;
      const found = findInstalled(name, folder);
      others.set(name, { name, path: wrap(name, found, destination) });
      const { dependencies }: Manifest = JSON.parse(readFileSync(join(found, "package.json"), "utf8"));
      visit(found, dependencies);
    }
  };
  for (const { folder, manifest } of listPublicPackages()) {
    // Peers are what people install beside it.
    visit(join(repository, folder), { ...manifest.dependencies, ...manifest.peerDependencies });
  }
  return { ours, others: [...others.values()] };
}

/** Whole families of large packages, which projects link instead of installing copies. */
const LINKED = ["@tensorflow"];
const isLinked = (name: string) => LINKED.some((scope) => name.startsWith(`${scope}/`));

/** Makes a project that has only the tarballs and links, installed by npm without asking a registry. */
export function installProject(folder: string, tarballs: readonly Dependency[]): void {
  const dependencies = Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`]));
  mkdirSync(folder, { recursive: true });
  const manifest = { name: "consumer", private: true, type: "module", dependencies, overrides: dependencies };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  // Peers are among the tarballs, or linked.
  const flags = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps"];
  run(folder, "npm", "install", ...flags);
  for (const scope of LINKED) {
    symlinkSync(join(repository, "node_modules", scope), join(folder, "node_modules", scope));
  }
}

function pack(folders: readonly string[], destination: string): Tarball[] {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", destination, ...folders];
  const packed: { name: string; filename: string; files: { path: string }[] }[] = JSON.parse(
    run(repository, "npm", ...args),
  );
  return packed.map(({ name, filename, files }) => ({
    name,
    path: join(destination, filename),
    files: files.map(({ path }) => path).sort(),
  }));
}

/** An archive of an installed package that npm takes for its tarball: not compressed, since some are large. */
function wrap(name: string, folder: string, destination: string): string {
  const path = join(destination, `${name.replace(/\W+/g, "-")}.tar`);
  run(destination, "tar", "-cf", path, "--exclude", "node_modules", "-C", dirname(folder), basename(folder));
  return path;
}

/** The folder of an installed package, whatever its exports hide. */
function findInstalled(name: string, from: string): string {
  const paths = createRequire(join(from, "package.json")).resolve.paths(name) ?? [];
  for (const path of paths) {
    try {
      readFileSync(join(path, name, "package.json"));
      return join(path, name);
    } catch {
      // Not in this folder: the next one up.
    }
  }
  throw new Error(`${name} is not installed for ${dirname(from)}`);
}
