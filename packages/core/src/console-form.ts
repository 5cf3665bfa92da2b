/** What Node's console shows for objects of this library. */

type Inspect = (value: unknown, options: object) => string;

/** Shows objects of a class in Node's console as the class's name with the given fields. */
export function showInConsole<T extends object>(prototype: T, fieldsOf: (this: T) => object): void {
  Object.defineProperty(prototype, Symbol.for("nodejs.util.inspect.custom"), {
    value(this: T, depth: number, options: object, inspect?: Inspect): string {
      const { name } = this.constructor;
      if (inspect === undefined || depth < 0) return `[${name}]`;
      try {
        return `${name} ${inspect(fieldsOf.call(this), options)}`;
      } catch {
        // The prototype itself, or an object that can no longer be used.
        return `[${name}]`;
      }
    },
  });
}
