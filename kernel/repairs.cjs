"use strict";
/**
 * What is wrong in tslab 1.0.22, and the edits that put it right. Each `from` occurs exactly once in dist/`file`.
 * kernel.test.ts shows each defect without its repair and its absence with it.
 */
const repairedVersion = "1.0.22";

const lostOutput = {
  name: "lost output",
  why:
    "zeromq.js makes every 513th send asynchronous and rejects the others until it is done; tslab does not wait, so that most of " +
    "a long log and even the final 'idle' are lost. Without a timeout and a limit every send is synchronous and accepted.",
  edits: [
    {
      file: "jupyter.js",
      from: "this.iopub = new zmq.Publisher();",
      to: "this.iopub = new zmq.Publisher({ sendTimeout: 0, sendHighWaterMark: 0 });",
    },
  ],
};

const shorthandProperty = {
  name: "shorthand property",
  why:
    "tslab writes `exports.a` for a variable of an earlier cell, but leaves `{ a }` as it is: a ReferenceError. " +
    "`{ a }` becomes `{ a: exports.a }`, and in a destructuring assignment `{ a = 1 }` becomes `{ a: exports.a = 1 }`.",
  edits: [
    {
      file: "converter.js",
      from: "if (!ts.isIdentifier(node)) {",
      to: `if (ts.isShorthandPropertyAssignment(node)) {
                const declarations = checker.getShorthandAssignmentValueSymbol(node)?.declarations ?? [];
                if (declarations.some((declaration) => declaration.getSourceFile() === declsFile)) {
                    const earlier = ts.factory.createPropertyAccessExpression(ts.factory.createIdentifier("exports"), node.name);
                    const initializer = node.objectAssignmentInitializer;
                    return ts.factory.createPropertyAssignment(
                        node.name,
                        initializer ? ts.factory.createAssignment(earlier, ts.visitNode(initializer, wrapPrevIdentifier)) : earlier,
                    );
                }
            }
            if (!ts.isIdentifier(node)) {`,
    },
  ],
};

const strictCells = {
  name: "strict cells",
  why: "tslab reads no tsconfig.json and its options are not strict: `let x: number = null` passes.",
  edits: [{ file: "converter.js", from: "checkJs: true,", to: "checkJs: true, strict: true," }],
};

const allowedFailure = {
  name: "allowed failure",
  why:
    "A cell may be allowed to fail (`stop_on_error: false`, in JupyterLab the tag raises-exception). tslab still rejects every cell " +
    "that waits behind it and those of the next 200 ms. The failure of such a cell must not reach the queue.",
  edits: [
    {
      file: "jupyter.js",
      from: "count = await this.execQueue.add(() => this.handleExecuteImpl(req, writeStream, writeDisplayData));",
      to: `let allowedFailure;
            count = await this.execQueue.add(() => this.handleExecuteImpl(req, writeStream, writeDisplayData).catch((failure) => {
                if (req.stop_on_error !== false) throw failure;
                allowedFailure = failure;
            }));
            if (allowedFailure) throw allowedFailure;`,
    },
    {
      file: "jupyter.js",
      from: "this.execQueue.reset(200);",
      to: "if (req.stop_on_error !== false) this.execQueue.reset(200);",
    },
  ],
};

module.exports = { repairedVersion, repairs: [lostOutput, shorthandProperty, strictCells, allowedFailure] };
