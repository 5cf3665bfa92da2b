/** A saved state for an optimizer that knows more variables than the saved one, or the same in another order. */
import { InvalidArgumentError, type OptimizerState } from "@anneal/core";

/**
 * The saved state with the parameters of `fresh`, in its order: those that the saved one has continue, the others start.
 * @param fresh The state of an optimizer that was just made.
 * @throws InvalidArgumentError for a saved parameter that `fresh` does not have.
 */
export function mergeState(fresh: OptimizerState, saved: OptimizerState): OptimizerState {
  const names = new Set(fresh.params.map(({ name }) => name));
  const lost = saved.params.find(({ name }) => !names.has(name));
  if (lost !== undefined)
    throw new InvalidArgumentError("state.params", lost.name, "the name of a variable that has a gradient");
  const byName = new Map(saved.params.map((each) => [each.name, each]));
  const groups = fresh.groups.map((group, i) => ({ ...saved.groups[i], params: group.params }));
  return {
    ...saved,
    groups: groups as unknown as OptimizerState["groups"],
    params: fresh.params.map((each) => byName.get(each.name) ?? each),
  };
}
