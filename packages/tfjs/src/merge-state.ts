/** A saved state for an optimizer that knows more variables than the saved one, or the same by other names. */
import { InvalidArgumentError, type OptimizerState } from "@anneal/core";

type ParameterState = OptimizerState["params"][number];

/**
 * The saved state with the parameters of `fresh`, in its order: those that the saved one has continue, the others start.
 * Parameters are found by name; where a name is missing, by their order and shape, as TensorFlow.js does.
 *
 * @param fresh The state of an optimizer that was just made.
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
