/** The options of a constructor by all their spellings. */
import { SYNONYMS } from "@anneal/core/arguments";
import type { ConstructorEntry, OptionKind } from "@anneal/core/catalog";
import { kebabCase } from "../words/names.js";
import { constructors } from "./index.js";
import { MORE_SYNONYMS, SHARE_ALIASES } from "./short-names.js";

/** An option of a constructor in one of its spellings. */
export interface WrittenOption {
  /** Its name in TypeScript. */
  readonly name: string;
  readonly kind: OptionKind;
  /** The value of a flag in this spelling. */
  readonly isOn: boolean;
  /** Whether the value is a share of `totalSteps`, although the option takes steps. */
  readonly isShare: boolean;
}

/** Names of other libraries for options here. Of two options with the same name, the first one that a constructor has counts. */
export const ALIASES = [SYNONYMS, MORE_SYNONYMS].flatMap((synonyms) => Object.entries(synonyms));

/** A name of `totalSteps` in other libraries, but here an option of commands. */
const STEPS = "steps";

/** By the name of the constructor, then by the text after the dashes. */
export const writtenOptions: ReadonlyMap<string, ReadonlyMap<string, WrittenOption>> = new Map(
  [...constructors.values()].map((entry) => [entry.name, optionsOf(entry)]),
);

function optionsOf({ options }: ConstructorEntry): ReadonlyMap<string, WrittenOption> {
  const written = new Map<string, WrittenOption>();
  const add = (word: string, name: string, more: Partial<WrittenOption> = {}) => {
    const option = options[name];
    if (option === undefined || written.has(word)) return;
    written.set(word, { name, kind: option.kind, isOn: true, isShare: false, ...more });
  };
  for (const [name, { kind }] of Object.entries(options)) {
    add(kebabCase(name), name);
    if (kind === "flag") add(`no-${kebabCase(name)}`, name, { isOn: false });
  }
  for (const [name, aliases] of ALIASES) {
    for (const alias of aliases.split(" ")) if (alias !== STEPS) add(kebabCase(alias), name);
  }
  for (const [alias, name] of Object.entries(SHARE_ALIASES)) {
    if ("totalSteps" in options) add(alias, name, { isShare: true });
  }
  return written;
}
