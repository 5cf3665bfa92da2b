/** Every schedule of `optax.schedules`. */
import type { Definitions } from "../lowering/definition.js";
import { optaxBasic } from "./basic.js";
import { optaxComposed } from "./warm-up.js";

export const optaxDefinitions: Definitions = {
  ...optaxBasic,
  ...optaxComposed(() => optaxDefinitions),
};
