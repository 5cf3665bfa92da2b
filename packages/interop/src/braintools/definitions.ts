import type { Definitions } from "../lowering/definition.js";

export const braintoolsDefinitions: Definitions = {};
