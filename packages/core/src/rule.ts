/** The language of update rules: `@anneal/core/rule`. */
export * from "./optimizers/rule/expression.js";
export * from "./optimizers/rule/hyper.js";
export {
  type CarriedDefinition,
  choice,
  defineRule,
  type FlagDefinition,
  flag,
  isRule,
  optional,
  type Rule,
  type RuleDefinition,
  type RuleOptions,
  type SlotContext,
  type SlotDefinition,
  squares,
  zeros,
} from "./optimizers/rule/rule.js";
