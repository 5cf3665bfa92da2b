/** A law fitted to three runs of the language model, and how near it comes to the seven that it has not seen. */
import { FITTED, predictRuns } from "./language-model/evidence.js";

const { fit, predicted } = predictRuns();
console.log(`fitted to ${FITTED.join(", ")}`);
console.log(fit.law.parameters);
for (const { message } of fit.warnings) console.log(`warning: ${message}`);
console.log("| run | measured at the end | predicted | mean error | R2 |");
console.log("| --- | --- | --- | --- | --- |");
for (const run of predicted) {
  const name = run.isFitted ? `${run.name} (fitted)` : run.name;
  const [measured, ours] = [run.measured.at(-1) ?? 0, run.predicted.at(-1) ?? 0];
  console.log(
    `| ${name} | ${measured.toFixed(3)} | ${ours.toFixed(3)} | ${run.meanAbsoluteError.toFixed(4)} | ${run.r2.toFixed(3)} |`,
  );
}
