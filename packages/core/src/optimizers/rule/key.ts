/** Short keys of programs. */

/** 64 bits of two FNV-1a hashes over the program's JSON, in hexadecimal. */
export function keyOf(program: object): string {
  const text = JSON.stringify(program, (_name, value: unknown) =>
    typeof value === "number" && !(Number.isFinite(value) && !Object.is(value, -0))
      ? Object.is(value, -0)
        ? "-0"
        : String(value)
      : value,
  );
  return [0x811c9dc5, 0xcbf29ce4]
    .map((basis) => {
      let hash = basis;
      for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
      return (hash >>> 0).toString(16).padStart(8, "0");
    })
    .join("");
}
