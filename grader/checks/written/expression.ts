import { type FunctionNode, type MathNode, OperatorNode, parse, type SymbolNode } from "mathjs/number";

/** A learner's formula that cannot be read; the message is for the learner. */
export class UnreadableFormula extends Error {}

/** A formula as a function of its variables. */
export type Formula = (values: { readonly [variable: string]: number }) => number;

/** Longer than any answer of the course. What is parsed takes time in proportion, and nothing in it can loop. */
const MAX_LENGTH = 400;
const FUNCTIONS: { readonly [name: string]: (x: number) => number } = {
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  exp: Math.exp,
  log: Math.log,
  ln: Math.log,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  abs: Math.abs,
  sech: (x) => 1 / Math.cosh(x),
  cosh: Math.cosh,
};
const OPERATORS = new Set(["+", "-", "*", "/", "^"]);
const NODES = new Set(["ConstantNode", "SymbolNode", "OperatorNode", "ParenthesisNode", "FunctionNode"]);

/**
 * Reads a formula as people write it: `2x`, `2*x`, `h3(1 - h3²)`, `w_h · h₁`, `σ(a)`. mathjs parses; only arithmetic and a
 * few functions of one number are let through, so that a formula from anyone can be evaluated.
 *
 * @throws UnreadableFormula
 */
export function readFormula(text: string, variables: readonly string[]): Formula {
  if (text.length > MAX_LENGTH) throw new UnreadableFormula(`is longer than ${MAX_LENGTH} characters`);
  if (text.includes("=")) throw new UnreadableFormula('may not hold "=": write only what stands to its right');
  const formula = multiplied(parsed(plainText(text)), variables);
  formula.traverse((node, _path, parent) => checkNode(node, parent, variables));
  const code = formula.compile();
  return (values) => Number(code.evaluate({ ...FUNCTIONS, ...values }));
}

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** `tanh^2(c)`, as it is printed. What stands inside may hold parentheses, one level of them. */
const POWER_OF_FUNCTION = new RegExp(
  String.raw`\b(${Object.keys(FUNCTIONS).join("|")})\s*\^\s*(\d+)\s*(\((?:[^()]|\([^()]*\))*\))`,
  "gu",
);

/** Signs that have no key of their own, as they are typed. */
function plainText(text: string): string {
  return text
    .replace(/[₀-₉]/gu, (digit) => String(SUBSCRIPTS.indexOf(digit)))
    .replace(/[⁰¹²³⁴-⁹]+/gu, (digits) => `^${[...digits].map((digit) => SUPERSCRIPTS.indexOf(digit)).join("")}`)
    .replace(/[·×⋅]/gu, "*")
    .replace(/[−–]/gu, "-")
    .replaceAll("**", "^")
    .replaceAll("σ", "sigmoid")
    .replace(/_\{?(\w+)\}?/gu, "$1")
    .replace(POWER_OF_FUNCTION, "($1$3)^$2");
}

function parsed(text: string): MathNode {
  try {
    return parse(text);
  } catch (error) {
    throw new UnreadableFormula(`cannot be read: ${(error as Error).message}`);
  }
}

/**
 * `z(1 - z)^2` is a product when z is a variable, and only what is in the parentheses is squared. mathjs takes it for a
 * function call, and squares the whole.
 */
function multiplied(node: MathNode, variables: readonly string[]): MathNode {
  const inside = (child: MathNode): MathNode => multiplied(child, variables);
  const [base, exponent] = isPower(node) ? node.args : [node];
  if (!isProduct(base, variables)) return node.map(inside);
  const second = inside(base.args[0]);
  const factor = exponent ? new OperatorNode("^", "pow", [second, inside(exponent)]) : second;
  return new OperatorNode("*", "multiply", [base.fn, factor]);
}

const isPower = (node: MathNode): node is OperatorNode =>
  node.type === "OperatorNode" && (node as OperatorNode).op === "^";

function isProduct(node: MathNode, variables: readonly string[]): node is FunctionNode {
  if (node.type !== "FunctionNode") return false;
  const { fn, args } = node as FunctionNode;
  return fn.type === "SymbolNode" && variables.includes((fn as SymbolNode).name) && args.length === 1;
}

function checkNode(node: MathNode, parent: MathNode | null, variables: readonly string[]): void {
  if (!NODES.has(node.type)) throw new UnreadableFormula("may hold only numbers, variables, + − * / ^, and functions");
  if (node.type === "ConstantNode" && typeof (node as MathNode & { value: unknown }).value !== "number") {
    throw new UnreadableFormula("may hold no text, true or false");
  }
  if (node.type === "OperatorNode" && !OPERATORS.has((node as MathNode & { op: string }).op)) {
    throw new UnreadableFormula(`may not hold "${(node as MathNode & { op: string }).op}"`);
  }
  if (node.type === "FunctionNode" && (node as FunctionNode).args.length !== 1) {
    throw new UnreadableFormula("may hold only functions of one number");
  }
  if (node.type === "SymbolNode") checkSymbol((node as SymbolNode).name, parent, variables);
}

function checkSymbol(name: string, parent: MathNode | null, variables: readonly string[]): void {
  const isCalled = parent?.type === "FunctionNode" && ((parent as FunctionNode).fn as SymbolNode).name === name;
  if (isCalled && Object.hasOwn(FUNCTIONS, name)) return;
  if (!isCalled && variables.includes(name)) return;
  const functions = isCalled ? `, nor of the functions ${Object.keys(FUNCTIONS).join(", ")}` : "";
  throw new UnreadableFormula(`\`${name}\` is not one of the variables ${variables.join(", ")}${functions}`);
}
