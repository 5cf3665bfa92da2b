/** An average of the parameters, for any rule: see the option `ema`. */

import { printed } from "../host/printed/ema.js";
import { average } from "../rule/expression.js";
import { fraction, rate } from "../rule/hyper.js";
import { defineRule, zeros } from "../rule/rule.js";

/** `ema = decay * ema + (1 - decay) * p`, after an update. It starts from the parameters before the first one. */
export const ema = defineRule({
  name: "EMA",
  printed,
  hyper: { lr: rate(0), decay: fraction(0.999) },
  slots: { ema: { ...zeros, start: "parameter" } },
  update: ({ p, ema }, { decay }) => ({ ema: average(ema, p, decay) }),
});
