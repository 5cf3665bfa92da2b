/** Infinite hyper-parameters, such as a limit that is off, which JSON can't represent. */

type Group = Readonly<Record<string, unknown>>;

/** The state of a group with infinities as text. */
export const infinitiesToText = (group: Group): Group => mapped(group, toText);

/** The opposite of `infinitiesToText`. */
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
