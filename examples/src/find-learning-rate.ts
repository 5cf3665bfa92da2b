/**
 * Finds a learning rate by a range test, then trains with it and with rates that are too low and too high.
 *
 *   node examples/dist/find-learning-rate.js
 */
import { suggestedRate } from "@anneal/core";
import { plotFinderTerminal, wantsColor } from "@anneal/plot";
import { LinearModel } from "./linear-model.js";

const result = await new LinearModel().rangeTest();
const color = wantsColor(process.env, process.stdout.isTTY);
console.log(plotFinderTerminal(result, { title: "A range test of AdamW", color }));

const suggested = suggestedRate(result.suggestion);
for (const rate of [suggested / 100, suggested, suggested * 100]) {
  const model = new LinearModel();
  let loss = 0;
  for (let step = 0; step < 300; step++) loss = model.step(rate, step);
  console.log(`after 300 steps at ${rate.toPrecision(2)}: loss ${loss.toPrecision(2)}`);
}
