/** Reads one node or easing of a hand-written tree according to the declarations of its fields. */
import {
  ascending,
  choice,
  Fields,
  finiteNumber,
  flag,
  isRecord,
  listOf,
  numberAbove,
  numberAtLeast,
  numberList,
  text,
  wholeNumber,
} from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { checkRelations } from "./check-relations.js";
import { EASINGS, type EasingKind, type Field, NODES, type NodeKind } from "./fields.js";
import type { Easing, ScheduleNode } from "./node.js";

/** Reads a child node. */
type ReadChild = (path: string, value: unknown) => ScheduleNode;

export const NODE_KINDS = Object.keys(NODES) as readonly NodeKind[];
const EASING_KINDS = Object.keys(EASINGS) as readonly EasingKind[];

/** The node of the given kind at `path`, with its defaults filled in. */
export function readNode(kind: NodeKind, value: unknown, path: string, readChild: ReadChild): ScheduleNode {
  const node = readFields(kind, `a ${kind} node`, NODES[kind], value, path, readChild) as ScheduleNode;
  checkRelations(node, path);
  return node;
}

/** The easing with its defaults filled in; linear if it is absent. */
function readEasing(path: string, value: unknown): Easing {
  if (!isRecord(value)) throw new InvalidArgumentError(path, value, "an easing, an object with a kind");
  const kind = choice(`${path}.kind`, Object.hasOwn(value, "kind") ? value.kind : undefined, EASING_KINDS);
  return Object.freeze(readFields(kind, `a ${kind} easing`, EASINGS[kind], value, path)) as Easing;
}

function readFields(
  kind: string,
  owner: string,
  declared: Readonly<Record<string, Field>>,
  value: unknown,
  path: string,
  readChild?: ReadChild,
): object {
  const names = Object.keys(declared);
  const fields = new Fields(owner, path, value, ["kind", ...names], `${path}.`, "refuse");
  const read: Record<string, unknown> = { kind };
  for (const name of names) {
    const field = declared[name] as Field;
    const given = fields.get(name);
    const fieldPath = fields.path(name);
    const isLeftOut = given === undefined || (given === null && defaultOf(field) === null);
    const held = isLeftOut ? defaultOf(field) : undefined;
    read[name] = held === undefined ? readField(fieldPath, given, field, readChild as ReadChild) : held;
    if ("onePerPart" in field && read[name] !== null) {
      const count = (read.boundaries as readonly number[]).length + 1;
      fields.counted(name, read[name] as readonly unknown[], count, "one more than the boundaries");
    }
  }
  return read;
}

/** The default of a field; undefined: the field is required. */
export function defaultOf(field: Field): unknown {
  if (field.type === "choice") return field.choices[0];
  if (field.type === "easing") return LINEAR;
  return "otherwise" in field ? field.otherwise : undefined;
}

const LINEAR: Easing = Object.freeze({ kind: "linear", timeExponent: 1 });

function readField(path: string, value: unknown, field: Field, readChild: ReadChild): unknown {
  switch (field.type) {
    case "number":
      return readNumber(path, value, field);
    case "choice":
      return choice(path, value, field.choices);
    case "flag":
      return flag(path, value);
    case "easing":
      return readEasing(path, value);
    case "child":
      return readChild(path, value);
    default: {
      const items = readItems(path, value, field.type, readChild);
      if (field.notEmpty && items.length === 0)
        throw new InvalidArgumentError(path, items, "an array with at least one item");
      return field.ascending ? ascending(path, items as readonly number[]) : items;
    }
  }
}

function readNumber(path: string, value: unknown, { above, least, not, whole }: NumberField): number {
  if (whole) return wholeNumber(path, value, least);
  if (least !== undefined) return numberAtLeast(path, value, least);
  if (above === undefined) return finiteNumber(path, value);
  const number = numberAbove(path, value, above);
  if (number === not) {
    throw new InvalidArgumentError(path, number, `a finite number above ${above} other than ${not}`);
  }
  return number;
}

type NumberField = Extract<Field, { type: "number" }>;

function readItems(
  path: string,
  value: unknown,
  type: "numbers" | "strings" | "children",
  readChild: ReadChild,
): readonly unknown[] {
  if (type === "numbers") return numberList(path, value);
  return type === "strings"
    ? listOf(path, value, "strings", text)
    : listOf(path, value, "schedule nodes", readChild);
}
