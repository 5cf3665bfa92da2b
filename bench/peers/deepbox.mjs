/**
 * The optimizers of deepbox 1.0.0. Its manifest requires a newer Node than this repository, but its optimizers run on
 * Node 20, so the package is unpacked instead of installed.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { target } from "./target.mjs";

const VERSION = "1.0.0";

/** @returns {import("./peers.mjs").Peer} */
export function unpackDeepbox() {
  const folder = join(target, `deepbox-${VERSION}`);
  if (!existsSync(join(folder, "package"))) {
    mkdirSync(folder, { recursive: true });
    execFileSync("npm", ["pack", "--silent", `deepbox@${VERSION}`], { cwd: folder });
    execFileSync("tar", ["xzf", `deepbox-${VERSION}.tgz`], { cwd: folder });
  }
  const load = createRequire(join(folder, "package", "package.json"));
  const [optim, arrays] = [load("./dist/optim/index.cjs"), load("./dist/ndarray/index.cjs")];
  return {
    name: `deepbox ${VERSION}`,
    create(optimizer, values, gradient) {
      const Class = optim[names[optimizer] ?? optimizer];
      if (Class === undefined) return null;
      const parameter = arrays.parameter(arrays.tensor(values, { dtype: "float32" }));
      parameter.setGrad(arrays.tensor(gradient, { dtype: "float32" }));
      const made = new Class([parameter], {
        lr: 1e-3,
        ...(optimizer === "SGD" ? { momentum: 0.9 } : {}),
        ...(optimizer === "AdamW" ? { weightDecay: 0.01 } : {}),
      });
      return { step: () => made.step(), result: () => parameter.tensor.data };
    },
  };
}

/** @type {Record<string, string>} */
const names = { Adadelta: "AdaDelta", NAdam: "Nadam" };
