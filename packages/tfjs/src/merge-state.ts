/** Adapts a saved state to an optimizer with more variables, or with other names. */
import { InvalidArgumentError, type OptimizerState } from "@anneal/core";

type ParameterState = OptimizerState["params"][number];

/**
 * The saved state with the parameters of `fresh`, in its order: saved parameters continue, the others start. Parameters
 * are found by name, or by their order and shape if a name is missing, as in TensorFlow.js.
 *
 * @param fresh The state of a new optimizer.
 * @throws InvalidArgumentError for a saved parameter that `fresh` does not have.
 */
export function mergeState(fresh: OptimizerState, saved: OptimizerState): OptimizerState {
  const savedFor = matchByName(fresh.params, saved.params) ?? matchInOrder(fresh.params, saved.params);
  const params = fresh.params.map((each, i) => {
    const found = savedFor(i);
    return found === undefined ? each : { ...found, name: each.name };
  });
  const groups = fresh.groups.map((group, i) => ({ ...saved.groups[i], params: group.params }));
  return { ...saved, groups: groups as unknown as OptimizerState["groups"], params };
}

type Match = (index: number) => ParameterState | undefined;

function matchByName(fresh: readonly ParameterState[], saved: readonly ParameterState[]): Match | null {
  const names = new Set(fresh.map(({ name }) => name));
  if (!saved.every(({ name }) => names.has(name))) return null;
  const byName = new Map(saved.map((each) => [each.name, each]));
  return (index) => byName.get((fresh[index] as ParameterState).name);
}

function matchInOrder(fresh: readonly ParameterState[], saved: readonly ParameterState[]): Match {
  for (const [i, { name, shape }] of saved.entries()) {
    const shapeHere = fresh[i]?.shape;
    if (shapeHere !== undefined && shapeHere.join() === shape.join()) continue;
    const here = shapeHere === undefined ? "none" : `[${shapeHere.join(", ")}]`;
    throw new InvalidArgumentError(
      `state.params[${i}]`,
      `${name} of shape [${shape.join(", ")}]`,
      `a variable with a gradient, by name or by order; at this place the shape is ${here}`,
    );
  }
  return (index) => saved[index];
}
