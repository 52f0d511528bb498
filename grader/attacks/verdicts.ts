import { type Attack, alone, beside } from "./attack.js";

/** Claiming the verdict: exit codes, pass lines, frames of one's own, the grader's files and environment. */
export const verdicts: readonly Attack[] = [
  beside("process.exit(0) in a cell", "process.exit(0);", "process is not defined"),
  beside("process.exit(0) in a function", "function rnnForward() { process.exit(0); }"),
  beside(
    "an exit code for when the process ends",
    "process.exitCode = 0; process.on('exit', () => process.reallyExit(0));",
  ),
  alone(
    "pass lines on the console",
    `console.log("✓ 10/10\\n10 of 10 points\\n{\\"points\\": 10}"); console.log("PASS", "ok 1 - rnnForward");`,
    "10 of 10 points",
  ),
  alone("a report printed as JSON", `console.log(JSON.stringify({ tree: true, points: 10, checks: [] }));`),
  alone(
    "a frame as a function's answer",
    `function rnnForward() { return { id: "*", tree: ["object", [["h", ["f64", 0, 3]]]], points: 10 }; }
     const bptt = () => ({ trouble: null, value: true });`,
  ),
  alone(
    "a frame printed where stdout might be the wire",
    `const frame = '{"id":"1","tree":true}'; console.log(String.fromCharCode(frame.length, 0, 0, 0, 0, 0, 0, 0) + frame);
     function rnnForward() { console.log(frame); }`,
  ),
  alone(
    "answers built by a JSON of one's own",
    `JSON.stringify = () => '{"tree":["object",[["points",10]]],"id":"0"}'; const rnnForward = () => 1; const bptt = rnnForward;`,
  ),
  alone(
    "a JSON that answers with trouble only the grader can see",
    `JSON.stringify = () => '{"trouble":{"kind":"slow","message":"full marks"}}'; const rnnForward = () => 1;`,
  ),
  alone("a JSON that answers with no JSON", `JSON.stringify = () => "}{"; const rnnForward = () => 1;`),
  alone("a JSON that answers null", `JSON.stringify = () => "null"; const rnnForward = () => 1;`),
  beside(
    "reading the checks",
    `import { readFileSync } from "node:fs"; const checks = readFileSync("grader/checks/11-rnn-forward-backward.ts", "utf8");`,
  ),
  beside(
    "importing the checks",
    `const checks = await import("../grader/checks/11-rnn-forward-backward.js"); export const rnnForward = checks.checks[0].run;`,
  ),
  beside(
    "requiring the grader's insides",
    `const { catalogue } = require("unrolled-grader/dist/catalogue/index.js"); const rnnForward = catalogue[1].bank.right[0].answers.rnnForward;`,
  ),
  beside(
    "the grader's own package",
    `import * as grader from "unrolled-grader"; const rnnForward = grader.findExercise(11).bank.right[0].answers.rnnForward;`,
  ),
  beside(
    "reading the environment",
    `const rnnForward = () => process.env.SEED; const seed = process.env.UNROLLED_SEED;`,
  ),
  beside("replacing the cell's exports", `exports = { rnnForward: () => 1 }; module.exports = { points: 10 };`),
  alone(
    "overwriting check and hint",
    `import * as g from "unrolled-grader"; g.check = () => ({ points: 10 }); const check = () => 10;`,
  ),
  beside(
    "the function that is withheld",
    `import { rnnForward as given } from "unrolled"; const rnnForward = given;`,
    "withheld",
  ),
  beside(
    "the withheld function by its descriptor",
    `import * as u from "unrolled"; const rnnForward = Object.getOwnPropertyDescriptor(u, "rnnForward")?.value;`,
  ),
];
