/** Hyper-parameters that are infinite, such as a limit that is off: JSON has no number for them. */

type Group = Readonly<Record<string, unknown>>;

/** A group's state in which infinities are text. */
export const infinitiesToText = (group: Group): Group => mapped(group, toText);

/** The state of a group that `infinitiesToText` has changed. */
export const infinitiesFromText = (group: Group): Group => mapped(group, fromText);

function mapped(group: Group, map: (value: unknown) => unknown): Group {
  return Object.fromEntries(
    Object.entries(group).map(([name, value]) => [name, Array.isArray(value) ? value.map(map) : map(value)]),
  );
}

function toText(value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? String(value) : value;
}

function fromText(value: unknown): unknown {
  return value === "Infinity" || value === "-Infinity" ? Number(value) : value;
}
