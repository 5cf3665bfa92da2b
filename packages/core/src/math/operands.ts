/**
 * Numbers that pass between functions without becoming objects: V8 allocates one for each float64 that is an argument or the
 * result of a call, unless it inlines the call. A function that works on `operands` reads them and leaves its result in
 * the first.
 */
export const operands = new Float64Array(2);
