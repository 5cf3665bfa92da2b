/** Who may import whom: the table of ARCHITECTURE.md, and the check of a package or crate against it. */

import { posix } from "node:path";
import type { Manifest } from "./repository.js";

/** The layer of each package; a package imports only from layers below its own. */
const layers: Readonly<Record<string, number>> = {
  core: 1,
  wasm: 2,
  plot: 3,
  "node-gpu": 3,
  interop: 3,
  monitor: 3,
  forecast: 3,
  checkpoint: 3,
  cli: 4,
  jax: 4,
  playground: 4,
  tfjs: 4,
};

/** Runs anywhere that runs JavaScript: no module of one platform. */
const portable = new Set(["core", "plot", "interop", "monitor", "checkpoint", "jax"]);

/** Portable packages with an entry for Node, whose sources keep to a folder that no other source imports. */
const withNodeFolder = new Set(["monitor", "checkpoint"]);
const nodeFolder = "src/node/";

/** Needs no package of someone else to run. */
const selfContained = new Set(["core"]);

/** Which crates of ours a crate may depend on. */
const crates: Readonly<Record<string, readonly string[]>> = {
  kernels: [],
  "schedules-wasm": ["kernels"],
  "optimizers-wasm": ["kernels"],
  "forecast-wasm": ["kernels"],
};

const scope = "@anneal/";

/** A source and what it imports. */
export interface SourceImports {
  /** Path from the folder of the package: `src/index.ts`. */
  readonly path: string;
  readonly imports: readonly string[];
}

/** What is wrong with the manifest and imports of `packages/<name>`, in words. */
export function checkPackage(name: string, manifest: Manifest, sources: readonly SourceImports[]): string[] {
  const layer = layers[name];
  if (layer === undefined) return [`packages/${name} is not in the table of layers`];
  const problems: string[] = [];
  if (manifest.name !== `${scope}${name}`) problems.push(`packages/${name} is named ${manifest.name}`);
  problems.push(...checkManifest(name, layer, manifest));
  for (const { path, imports } of sources) {
    for (const imported of imports) {
      const problem = checkImport(name, layer, manifest, path, imported);
      if (problem) problems.push(`packages/${name}/${path} imports ${imported}: ${problem}`);
    }
  }
  return problems;
}

/** What is wrong with the dependencies of `crates/<name>`, in words. */
export function checkCrate(name: string, dependencies: readonly string[]): string[] {
  const allowed = crates[name];
  if (!allowed) return [`crates/${name} is not in the table of crates`];
  return dependencies.flatMap((dependency) => {
    if (dependency in crates && !allowed.includes(dependency))
      return [`crates/${name} may not depend on ${dependency}`];
    const isBorder = name.endsWith("-wasm");
    if (!isBorder && /wasm|^(js|web)-sys$/.test(dependency))
      return [`crates/${name} may not know wasm: ${dependency}`];
    return [];
  });
}

function checkManifest(name: string, layer: number, manifest: Manifest): string[] {
  const {
    dependencies = {},
    peerDependencies = {},
    optionalDependencies = {},
    devDependencies = {},
  } = manifest;
  const needed = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
  const problems = [...needed, ...Object.keys(devDependencies)].flatMap((dependency) => {
    const problem = dependency.startsWith(scope) ? checkLayer(layer, dependency) : undefined;
    return problem ? [`packages/${name} depends on ${dependency}: ${problem}`] : [];
  });
  const foreign = needed.filter((dependency) => !dependency.startsWith(scope));
  if (selfContained.has(name) && foreign.length > 0) {
    problems.push(`packages/${name} must not depend on others' packages: ${foreign.join(", ")}`);
  }
  return problems;
}

function checkLayer(layer: number, dependency: string): string | undefined {
  const other = layers[dependency.slice(scope.length).split("/")[0] ?? ""];
  if (other === undefined) return "it is not in the table of layers";
  if (other === layer) return "it is on the same layer";
  return other > layer ? "it is on a layer above" : undefined;
}

function checkImport(
  name: string,
  layer: number,
  manifest: Manifest,
  path: string,
  imported: string,
): string | undefined {
  const isTest = !path.startsWith("src/");
  const mayUseNode =
    isTest || !portable.has(name) || (withNodeFolder.has(name) && path.startsWith(nodeFolder));
  if (imported.startsWith(".")) {
    const target = posix.join(posix.dirname(path), imported);
    if (!mayUseNode && target.startsWith(nodeFolder)) return "the package must run without Node";
    return checkRelative(layer, path, imported);
  }
  if (imported.startsWith("node:")) return mayUseNode ? undefined : "the package must run without Node";
  if (isTest && (imported === manifest.name || imported.startsWith(`${manifest.name}/`))) return undefined;
  if (imported.startsWith(scope)) {
    const problem = checkLayer(layer, imported);
    if (problem) return problem;
  }
  if (isTest && !imported.startsWith(scope)) return undefined; // tools of the repository, declared at its root
  const dependency = imported.split("/", imported.startsWith("@") ? 2 : 1).join("/");
  const {
    dependencies = {},
    peerDependencies = {},
    optionalDependencies = {},
    devDependencies = {},
  } = manifest;
  const declared = {
    ...dependencies,
    ...peerDependencies,
    ...optionalDependencies,
    ...(isTest ? devDependencies : {}),
  };
  return dependency in declared ? undefined : "it is not declared in the manifest";
}

/**
 * A source stays in its folder: what another package keeps to itself is not for it. Tests may also read the golden
 * vectors, and share what supports the tests of a package below.
 */
function checkRelative(layer: number, path: string, imported: string): string | undefined {
  const target = posix.join(posix.dirname(path), imported);
  if (path.startsWith("src/")) {
    if (target.startsWith("../")) return "a path may not leave the package";
    return target.startsWith("test/") ? "sources may not import tests" : undefined;
  }
  if (!target.startsWith("../") || target.startsWith("../../spec/")) return undefined;
  const other = target.match(/^\.\.\/([\w-]+)\/test\/support\//)?.[1];
  return other === undefined ? "a path may not leave the package" : checkLayer(layer, scope + other);
}
