/** Fits a law to three runs of the language model and compares its predictions with the other seven. */
import { FITTED, predictRuns } from "./language-model/evidence.js";

const { fit, predicted } = predictRuns();
console.log(`fitted to ${FITTED.join(", ")}`);
console.log(fit.law.parameters);
for (const { message } of fit.warnings) console.log(`warning: ${message}`);
console.log("| run | final loss | predicted | mean error | R2 |");
console.log("| --- | --- | --- | --- | --- |");
for (const run of predicted) {
  const name = run.isFitted ? `${run.name} (fitted)` : run.name;
  const [measured, ours] = [run.measured.at(-1) ?? 0, run.predicted.at(-1) ?? 0];
  console.log(
    `| ${name} | ${measured.toFixed(3)} | ${ours.toFixed(3)} | ${run.meanAbsoluteError.toFixed(4)} | ${run.r2.toFixed(3)} |`,
  );
}
