/** Packages as npm would publish them, and projects that install nothing but those. */

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { listPublicPackages, type Manifest, repository } from "./repository.js";

/** A packed package. */
export interface Tarball {
  readonly name: string;
  /** Absolute path of the `.tgz`. */
  readonly path: string;
  /** Paths inside the package. */
  readonly files: readonly string[];
}

/** Runs a command to its end; throws with what it printed when it fails. */
export function run(folder: string, command: string, ...args: string[]): string {
  const environment = { ...process.env, npm_config_update_notifier: "false" };
  try {
    return execFileSync(command, args, {
      cwd: folder,
      env: environment,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")}\n${stdout ?? ""}${stderr ?? error}`);
  }
}

/** Packs every public package, in one call of npm. */
export function packOurs(destination: string): Tarball[] {
  const folders = listPublicPackages().flatMap(({ folder }) => ["--workspace", folder]);
  return pack(repository, destination, ...folders);
}

/** Packs every public package, and what they depend on as it is installed here. */
export function packAll(destination: string): { ours: Tarball[]; others: Tarball[] } {
  const ours = packOurs(destination);
  const names = new Set(ours.map(({ name }) => name));
  const others = new Map<string, Tarball>();
  const visit = (folder: string, needed: Manifest["dependencies"]) => {
    for (const dependency of Object.keys(needed ?? {})) {
      if (names.has(dependency) || others.has(dependency)) continue;
      const found = findInstalled(dependency, folder);
      const [tarball] = pack(found, destination) as [Tarball];
      others.set(dependency, tarball);
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

/** Makes a project that has only the tarballs, installed by npm without asking a registry. */
export function installProject(folder: string, tarballs: readonly Tarball[]): void {
  const dependencies = Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`]));
  mkdirSync(folder, { recursive: true });
  const manifest = { name: "consumer", private: true, type: "module", dependencies, overrides: dependencies };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  run(folder, "npm", "install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts");
}

function pack(folder: string, destination: string, ...options: string[]): Tarball[] {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", destination, ...options];
  const packed = JSON.parse(run(folder, "npm", ...args)) as {
    name: string;
    filename: string;
    files: { path: string }[];
  }[];
  if (packed.length === 0) throw new Error(`npm packed nothing in ${folder}`);
  return packed.map(({ name, filename, files }) => ({
    name,
    path: join(destination, filename),
    files: files.map(({ path }) => path).sort(),
  }));
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
