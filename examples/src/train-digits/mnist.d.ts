/** The parts of the package `mnist` that are used here; it has no types. */
declare module "mnist" {
  interface DigitImages {
    /** The images one after the other, 28 * 28 grey values from 0 to 1 each. */
    readonly raw: readonly number[];
    /** How many images. */
    readonly length: number;
  }
  const digits: Readonly<Record<number, DigitImages>>;
  export default digits;
}
