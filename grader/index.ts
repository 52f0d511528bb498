/** What an exercise's notebook imports. */
export { check } from "./notebook/check.js";
export { hint } from "./notebook/hint.js";
