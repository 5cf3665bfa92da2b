/** The distinct element programs of all rules of the library, with their names. */

/**
 * @typedef {import("@anneal/core").Rule} Rule
 * @typedef {import("@anneal/core/optimizer-engine").ElementProgram} ElementProgram
 * @typedef {import("@anneal/core/optimizer-engine").ScalarProgram} ScalarProgram
 * @typedef {{ compile: typeof import("@anneal/core/optimizer-engine").compile, slotsOf: typeof import("@anneal/core/optimizer-engine").slotsOf }} Core
 */

/**
 * @typedef {object} NamedProgram
 * @property {string} name `adamAmsgrad`
 * @property {string} rule the rule in whose file it is generated
 * @property {string} title its description
 * @property {ElementProgram} program
 */

/**
 * @param {Core} core
 * @param {Readonly<Record<string, Rule>>} rules by the name of their export
 * @returns {NamedProgram[]}
 */
export function listPrograms({ compile, slotsOf }, rules) {
  /** @type {Map<string, NamedProgram>} */
  const programs = new Map();
  const names = new Set();
  for (const [ruleName, rule] of Object.entries(rules)) {
    for (const { update, label, flags, hyper, isMatrix } of forms(rule, slotsOf)) {
      const slots = slotsOf(rule, { flags, hyper, isMatrix });
      const { stages } = compile(rule, update, /** @type {never} */ ({ ...flags, isMatrix }), slots);
      for (const [i, { elements }] of stages.entries()) {
        if (programs.has(elements.key)) continue;
        const pass = stages.length > 1 ? `pass${i + 1}` : "";
        const base = camelCase([ruleName, label, pass]);
        let name = base;
        for (let n = 2; names.has(name); n++) name = `${base}${n}`;
        names.add(name);
        const title = [rule.name, label, pass && `pass ${i + 1} of ${stages.length}`]
          .filter(Boolean)
          .join(", ");
        programs.set(elements.key, { name, rule: ruleName, title, program: elements });
      }
    }
  }
  return [...programs.values()];
}

/**
 * The scalar programs of the forms with at most one flag that differs from its default.
 *
 * @param {Core} core
 * @param {Readonly<Record<string, Rule>>} rules by the name of their export
 * @returns {ScalarProgram[]}
 */
export function listScalars({ compile, slotsOf }, rules) {
  /** @type {Map<string, ScalarProgram>} */
  const programs = new Map();
  for (const rule of Object.values(rules)) {
    for (const { update, flags, hyper, isMatrix } of forms(rule, slotsOf)) {
      const changed = Object.keys(flags).filter((name) => flags[name] !== rule.flags[name]?.default);
      if (changed.length > 1) continue;
      const slots = slotsOf(rule, { flags, hyper, isMatrix });
      const { stages, carried } = compile(rule, update, /** @type {never} */ ({ ...flags, isMatrix }), slots);
      const all = [
        ...stages.flatMap(({ scalars, whole }) => (whole ? [scalars, whole.scalars] : [scalars])),
        carried.scalars,
      ];
      for (const program of all) if (program.outputs.length > 0) programs.set(program.key, program);
    }
  }
  return [...programs.values()];
}

/**
 * The forms of a rule: every combination of its flags, with and without the hyper-parameters that are 0 by default.
 *
 * @param {Rule} rule
 * @param {typeof import("@anneal/core/optimizer-engine").slotsOf} slotsOf
 */
function* forms(rule, slotsOf) {
  const defaults = Object.fromEntries(
    Object.entries(rule.hyper).map(([name, { default: value }]) => [name, /** @type {never} */ (value)]),
  );
  const flagNames = Object.keys(rule.flags);
  for (const flags of combinations(rule)) {
    for (const filled of [false, true]) {
      /** @type {Record<string, never>} */
      const hyper = Object.fromEntries(
        Object.entries(rule.hyper).map(([name, { default: value }]) => [
          name,
          /** @type {never} */ (filled && value === 0 ? 0.5 : value),
        ]),
      );
      for (const isMatrix of [true, false]) {
        const extra = filled
          ? slotsOf(rule, { flags, hyper, isMatrix }).filter(
              (slot) => !slotsOf(rule, { flags, hyper: defaults, isMatrix }).includes(slot),
            )
          : [];
        if (filled && extra.length === 0) continue;
        const changed = flagNames.filter((name) => flags[name] !== rule.flags[name]?.default);
        const words = changed.map((name) =>
          flags[name] === false ? `no ${name}` : typeof flags[name] === "string" ? flags[name] : name,
        );
        const label = [...words, ...extra].filter(Boolean).join(" ");
        yield { update: rule.update, label, flags, hyper, isMatrix };
        if (rule.modes === null) continue;
        yield { update: rule.modes.train, label: "train", flags, hyper, isMatrix };
        yield { update: rule.modes.eval, label: "eval", flags, hyper, isMatrix };
      }
    }
  }
}

/**
 * @param {Rule} rule
 * @returns {Record<string, boolean | string | number>[]} the defaults first
 */
function combinations(rule) {
  /** @type {Record<string, boolean | string | number>[]} */
  let all = [{}];
  for (const [name, definition] of Object.entries(rule.flags)) {
    const values = valuesOf(definition);
    all = values.flatMap((value) => all.map((flags) => ({ ...flags, [name]: value })));
  }
  return all;
}

/** @param {import("@anneal/core/rule").FlagDefinition} definition */
function valuesOf(definition) {
  if (typeof definition.default === "boolean") return [definition.default, !definition.default];
  if (typeof definition.default === "number") return [definition.default, definition.default + 1];
  return [definition.default, ...(definition.words ?? []).filter((word) => word !== definition.default)];
}

/** @param {string[]} words */
function camelCase(words) {
  return words
    .join(" ")
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word, i) => (i === 0 ? word : word[0]?.toUpperCase() + word.slice(1)))
    .join("");
}
