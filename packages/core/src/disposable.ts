/// <reference lib="esnext.disposable" preserve="true" />

/** Lets `using` dispose of the objects of a class, on engines that have `Symbol.dispose`. */
export function makeDisposable<T extends object>(prototype: T, dispose: (this: T) => void): void {
  if (typeof Symbol.dispose !== "symbol") return;
  Object.defineProperty(prototype, Symbol.dispose, { value: dispose });
}
