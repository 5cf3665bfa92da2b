/** Packages as npm would publish them, and projects that install nothing but those. */

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { listPublicPackages, type Manifest, repository } from "./repository.js";

/** A package of ours, as npm would publish it. */
export interface Tarball {
  readonly name: string;
  /** Absolute path of the file. */
  readonly path: string;
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

/** The folders of the installed packages that the public packages depend on, by name; peers are what people install beside them. */
function findOthers(): Map<string, string> {
  const ours = listPublicPackages();
  const names = new Set(ours.map(({ manifest }) => manifest.name));
  const others = new Map<string, string>();
  const visit = (folder: string, needed: Manifest["dependencies"]) => {
    for (const name of Object.keys(needed ?? {})) {
      if (names.has(name) || others.has(name) || isLinked(name)) continue;
      const found = findInstalled(name, folder);
      others.set(name, found);
      const { dependencies }: Manifest = JSON.parse(readFileSync(join(found, "package.json"), "utf8"));
      visit(found, dependencies);
    }
  };
  for (const { folder, manifest } of ours) {
    visit(join(repository, folder), { ...manifest.dependencies, ...manifest.peerDependencies });
  }
  return others;
}

/** Whole families of large packages, which projects link instead of installing copies. */
const LINKED = ["@tensorflow"];
const isLinked = (name: string) => LINKED.some((scope) => name.startsWith(`${scope}/`));

const MANIFEST = { name: "consumer", private: true, type: "module" };

/** Makes a project that has only the packages and what they depend on, installed by npm without asking a registry. */
export function installProject(folder: string, ours: readonly Tarball[]): void {
  const others = [...findOthers()].map(([name, found]) => ({
    name,
    path: wrap(name, found, dirname(folder)),
  }));
  const dependencies = Object.fromEntries(
    [...ours, ...others].map(({ name, path }) => [name, `file:${path}`]),
  );
  mkdirSync(folder, { recursive: true });
  const manifest = { ...MANIFEST, dependencies, overrides: dependencies };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  // Peers are among the tarballs, or linked.
  const flags = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps"];
  run(folder, "npm", "install", ...flags);
  linkFamilies(folder);
}

/** `installProject` without npm, in a fraction of its time: the packages are unpacked, and what they depend on is linked. */
export function unpackProject(folder: string, ours: readonly Tarball[]): void {
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, ".bin"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(MANIFEST));
  for (const { name, path } of ours) {
    const target = join(modules, name);
    mkdirSync(target, { recursive: true });
    run(folder, "tar", "-xzf", path, "--strip-components=1", "-C", target);
    const { bin = {} }: Manifest = JSON.parse(readFileSync(join(target, "package.json"), "utf8"));
    for (const [command, file] of Object.entries(bin)) {
      chmodSync(join(target, file), 0o755);
      symlinkSync(join(target, file), join(modules, ".bin", command));
    }
  }
  for (const [name, found] of findOthers()) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(found, join(modules, name));
  }
  linkFamilies(folder);
}

function linkFamilies(folder: string): void {
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
