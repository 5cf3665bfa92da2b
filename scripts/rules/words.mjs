/** Names in the styles of the languages. */

/** @param {string} name `expAvgSq` or `schedule-free` @returns {string} `exp_avg_sq` */
export function camelToSnake(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll("-", "_");
}

/** @param {string} name `adamAmsgrad` @returns {string} `AdamAmsgrad` */
export function pascalCase(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
