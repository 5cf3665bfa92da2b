/**
 * The order inside a package: in each folder, the files and folders in it import each other in one direction only, so
 * that each can be read with no more than what is below it.
 */

import { posix } from "node:path";
import type { SourceImports } from "./layers.js";

/** Folders whose order is part of the design, from the lowest up: none imports one that stands after it. */
const declared: Readonly<Record<string, readonly string[]>> = {
  core: ["math", "tree", "evaluate", "schedule", "constructors"],
};

/** A file that imports another one. */
interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Of one folder: which of its entries imports which other, with one import that shows it. */
type Graph = Map<string, Map<string, Edge>>;

/** What is wrong with the order of the sources of `packages/<name>`, in words that name both files of an import. */
export function checkFolders(name: string, sources: readonly SourceImports[]): string[] {
  const graphs = graphsOf(sources);
  const circles = [...graphs].flatMap(([folder, graph]) =>
    circlesOf(graph).map((edges) => `packages/${name}/${folder} has a circle: ${sentence(edges)}`),
  );
  return [...circles, ...upwards(name, graphs.get("src") ?? new Map())];
}

function sentence(edges: readonly Edge[]): string {
  return edges.map(({ from, to }) => `${from} imports ${to}`).join(", ");
}

function upwards(name: string, graph: Graph): string[] {
  const order = declared[name] ?? [];
  return order.flatMap((lower, place) =>
    order.slice(place + 1).flatMap((upper) => {
      const edge = graph.get(lower)?.get(upper);
      return edge ? [`packages/${name}/src/${lower} is below ${upper}, but ${sentence([edge])}`] : [];
    }),
  );
}

/** The graph of every folder under `src`. An import belongs to the folder where the paths of its two files part. */
function graphsOf(sources: readonly SourceImports[]): Map<string, Graph> {
  const graphs = new Map<string, Graph>();
  for (const { path, imports } of sources) {
    if (!path.startsWith("src/")) continue;
    for (const imported of imports) {
      if (!imported.startsWith(".")) continue;
      const target = posix.join(posix.dirname(path), imported).replace(/\.js$/, ".ts");
      const [from, to] = [path.split("/"), target.split("/")];
      const depth = from.findIndex((part, i) => part !== to[i]);
      if (depth < 0) continue;
      const folder = from.slice(0, depth).join("/");
      const graph = entryOf(graphs, folder, (): Graph => new Map());
      const imports = entryOf(graph, from[depth] as string, () => new Map<string, Edge>());
      entryOf(imports, to[depth] as string, () => ({ from: path, to: target }));
    }
  }
  return graphs;
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

/** Circles of a graph, at least one for each part of it that has any. */
function circlesOf(graph: Graph): Edge[][] {
  const circles: Edge[][] = [];
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): void => {
    const start = path.indexOf(node);
    if (start >= 0) {
      const circle = [...path.slice(start), node];
      circles.push(circle.slice(1).map((next, i) => graph.get(circle[i] as string)?.get(next) as Edge));
      return;
    }
    if (done.has(node)) return;
    for (const next of graph.get(node)?.keys() ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return circles;
}
