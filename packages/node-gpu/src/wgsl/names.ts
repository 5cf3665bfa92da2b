/** The names that a function of generated code may have. */
import { InvalidArgumentError } from "@anneal/core";

const words = (text: string) => text.trim().split(/\s+/);

/** https://www.w3.org/TR/WGSL/#keyword-summary: keywords, and words that are kept for later. */
const reserved = new Set(
  words(`
alias break case const const_assert continue continuing default diagnostic discard else enable false fn for if let loop
override requires return struct switch true var while
NULL Self abstract active alignas alignof as asm asm_fragment async attribute auto await become cast catch class co_await
co_return co_yield coherent column_major common compile compile_fragment concept const_cast consteval constexpr constinit
crate debugger decltype delete demote demote_to_helper do dynamic_cast enum explicit export extends extern external
fallthrough filter final finally friend from fxgroup get goto groupshared highp impl implements import inline instanceof
interface layout lowp macro macro_rules match mediump meta mod module move mut mutable namespace new nil noexcept noinline
nointerpolation non_coherent noncoherent noperspective null nullptr of operator package packoffset partial pass patch
pixelfragment precise precision premerge priv protected pub public readonly ref regardless register reinterpret_cast
require resource restrict self set shared sizeof smooth snorm static static_assert static_cast std subroutine super target
template this thread_local throw trait try type typedef typeid typename typeof union unless unorm unsafe unsized use using
varying virtual volatile wgsl where with writeonly yield`),
);

/** What generated code means by their names. */
const used = new Set(
  words(
    `abs all any array bitcast bool clamp countLeadingZeros f32 floor i32 max min round select sqrt u32 vec2f vec2u vec4i vec4u`,
  ),
);

/**
 * A name for a function of generated code.
 * @throws InvalidArgumentError
 */
export function identifier(argument: string, value: unknown): string {
  if (typeof value !== "string" || !/^[A-Za-z]\w*$/.test(value)) {
    throw new InvalidArgumentError(argument, value, "a name of letters, digits and underscores");
  }
  if (reserved.has(value)) throw new InvalidArgumentError(argument, value, "no reserved word of WGSL");
  if (used.has(value))
    throw new InvalidArgumentError(argument, value, "no name that the generated code uses");
  return value;
}
