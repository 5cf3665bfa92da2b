/** Trees of parameters as lists of arrays with names and shapes. */
import { InvalidArgumentError, type NamedParameter } from "@anneal/core";
import { isArray, isRecord } from "@anneal/core/arguments";
import { type Device, numpy as np, tree } from "@jax-js/jax";
import { flatten, needAlike } from "../transforms/trees.js";
import type { Tree } from "../transforms/types.js";

/** The arrays of a checked tree. */
export interface Leaves {
  readonly arrays: readonly np.Array[];
  readonly definition: ReturnType<typeof tree.structure>;
  readonly device: Device;
}

/** The common properties of all trees of an optimizer. */
export interface Layout extends Pick<Leaves, "definition" | "device"> {
  readonly shapes: readonly string[];
}

export function layoutOf({ arrays, definition, device }: Leaves): Layout {
  return { definition, device, shapes: arrays.map(({ shape }) => `[${shape}]`) };
}

/** @throws InvalidArgumentError for parameters that differ from those of the first step */
export function needLayout({ arrays, definition, device }: Leaves, first: Layout): void {
  const refuse = (given: string, expected: string): never => {
    throw new InvalidArgumentError("params", given, `${expected}, as in the first step`);
  };
  if (!definition.equals(first.definition)) refuse(`${definition}`, `the tree ${first.definition}`);
  if (device !== first.device) refuse(`on ${device}`, `on ${first.device}`);
  for (const [i, { shape }] of arrays.entries()) {
    if (`[${shape}]` !== first.shapes[i])
      refuse(`array ${i + 1} of the shape [${shape}]`, `${first.shapes[i]}`);
  }
}

/**
 * The arrays of the parameters.
 * @throws InvalidArgumentError unless it is a tree of float32 arrays on one device, outside of a trace
 */
export function readLeaves(argument: string, given: Tree): Leaves {
  const { leaves, definition } = flatten(argument, given);
  const [first] = leaves;
  if (first === undefined) throw new InvalidArgumentError(argument, given, "a tree with at least one array");
  const names = namesOf(given);
  for (const [i, leaf] of leaves.entries()) {
    const path = names[i] === "" ? argument : `${argument}.${names[i]}`;
    if (!(leaf instanceof np.Array))
      throw new InvalidArgumentError(
        path,
        leaf,
        "an array; a fused step can't be traced, so call it outside of jit",
      );
    if (leaf.dtype !== np.float32) throw new InvalidArgumentError(`${path}.dtype`, leaf.dtype, "float32");
    if (leaf.device !== first.device)
      throw new InvalidArgumentError(`${path}.device`, leaf.device, `${first.device}, as the other arrays`);
  }
  return { arrays: leaves, definition, device: first.device };
}

/**
 * The result of reading arrays synchronously.
 * @throws InvalidArgumentError for arrays that threads of jax-js are still computing
 */
export function readComputed<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof Error && cause.message.includes("async work"))) throw cause;
    const expected = "computed: await blockUntilReady(gradients) before the step";
    throw new InvalidArgumentError("gradients", "pending", expected);
  }
}

/** The gradients of parameters. @throws InvalidArgumentError for another tree or another device */
export function readGradients(params: Tree, { device }: Leaves, given: Tree): Leaves {
  needAlike("params", params, { gradients: given });
  const gradients = readLeaves("gradients", given);
  if (gradients.device !== device)
    throw new InvalidArgumentError("gradients", gradients.device, `on ${device}, as the parameters`);
  return gradients;
}

/** The names, shapes and lengths of parameters. A name is a path in the tree, such as `layers/0/kernel`. */
export function describeLeaves(
  given: Tree,
  arrays: readonly np.Array[],
): (NamedParameter & { length: number })[] {
  const names = namesOf(given);
  return arrays.map(({ shape, size }, i) => {
    const name = names[i] as string;
    return { ...(name === "" ? {} : { name }), shape, length: size };
  });
}

/** The paths of the leaves in a tree, in the order of jax-js. */
function namesOf(given: Tree): string[] {
  const named = (node: unknown, path: string): unknown => {
    const at = (key: string | number) => (path === "" ? `${key}` : `${path}/${key}`);
    if (isArray(node)) return node.map((each, i) => named(each, at(i)));
    if (!isRecord(node) || Object.getPrototypeOf(node) !== Object.prototype) return path;
    return Object.fromEntries(Object.entries(node).map(([key, each]) => [key, named(each, at(key))]));
  };
  return tree.leaves<string>(named(given, "") as never);
}
