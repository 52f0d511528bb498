"use strict";
/**
 * What is wrong in tslab 1.0.22, and the edits that put it right. Each `from` occurs exactly once in dist/`file`.
 * testing/probes.ts shows each defect where its repair is left out.
 */
const repairedVersion = "1.0.22";

const earlyRequest = {
  name: "early request",
  why:
    "tslab binds its sockets in the background. JupyterLab asks as soon as a port is there; where that is before tslab has heard that " +
    "binding is over, the answer fails with `Socket is blocked by a bind or unbind operation` and the kernel never answers again.",
  edits: [{ file: "jupyter.js", from: "await sock.bind(addr);", to: "sock.bindSync(addr);" }],
};

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

const renamedProperty = {
  name: "renamed property",
  why:
    "In `const { read: chunk } = f()` the name `read` is a property's. Where the type of f stands in an earlier cell, tslab takes it for " +
    "that cell's variable and writes `exports`: a SyntaxError. Members of types and classes are no variables.",
  edits: [
    {
      file: "converter.js",
      from: "if (decl.getSourceFile() === declsFile) {",
      to: "if (decl.getSourceFile() === declsFile && !ts.isTypeElement(decl) && !ts.isClassElement(decl)) {",
    },
  ],
};

const filesThatChange = {
  name: "files that change",
  why:
    "TypeScript has one timer for a changed cell and another for files that come and go. tslab keeps one for both, which it alone sets off: " +
    "when a library is rebuilt beside an open notebook, the next cell fails with `Unexpected pending rebuildTimer`.",
  edits: [
    {
      file: "converter.js",
      from: `if (rebuildTimer) {
            throw new Error("Unexpected pending rebuildTimer");
        }
        rebuildTimer = {
            callback: () => {
                callback();
                rebuildTimer = null;
            },
        };
        return rebuildTimer;`,
      to: `const timer = {};
        due.set(timer, callback);
        rebuildTimer = {
            callback: () => {
                while (due.size > 0) {
                    const [[first, run]] = due;
                    due.delete(first);
                    run();
                }
                rebuildTimer = null;
            },
        };
        return timer;`,
    },
    {
      file: "converter.js",
      from: `if (rebuildTimer === timeoutId) {
            rebuildTimer = null;
            return;
        }
        throw new Error("clearing unexpected tiemr");`,
      to: "if (due.delete(timeoutId) && due.size === 0) rebuildTimer = null;",
    },
    {
      file: "converter.js",
      from: "let rebuildTimer = null;",
      to: "let rebuildTimer = null; const due = new Map();",
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

const foreignFrames = {
  name: "foreign frames",
  why:
    "Below the cell's own frames, a stack trace shows seven of tslab's and Node's, each a long path. They hide the line that a learner " +
    "can do something about.",
  edits: [
    {
      file: "executor.js",
      from: "catch (e) {\n            console.error(e);",
      to: "catch (e) {\n            console.error(ownFrames(e));",
    },
    {
      file: "executor.js",
      from: "catch (e) {\n                console.error(e);",
      to: "catch (e) {\n                console.error(ownFrames(e));",
    },
    {
      file: "executor.js",
      from: "exports.createExecutor = createExecutor;",
      to: `exports.createExecutor = createExecutor;
function ownFrames(thrown) {
    try {
        const lines = thrown.stack.split("\\n");
        const end = lines.findIndex((line) => /^ +at .*(?:node:vm:|tslab.dist.)/.test(line));
        if (end > 0) thrown.stack = lines.slice(0, end).join("\\n");
    }
    catch {} // nothing that has a stack, or one that cannot be changed
    return thrown;
}`,
    },
  ],
};

const deadlyInterrupt = {
  name: "deadly interrupt",
  why:
    "A cell's synchronous part runs under Node's vm with breakOnSigint. A SIGINT listener that the cell adds meanwhile, say in a " +
    "training loop that wants to stop cleanly, is cut off when vm hands the signal back, and the next interrupt kills the kernel. " +
    "Adding all listeners anew connects them.",
  edits: [
    {
      file: "executor.js",
      from: `const ret = vm_1.default.runInThisContext(wrapped, {
                breakOnSigint: true,
            });`,
      to: `let ret;
            try {
                ret = vm_1.default.runInThisContext(wrapped, { breakOnSigint: true });
            }
            finally {
                const listeners = process.rawListeners("SIGINT");
                process.removeAllListeners("SIGINT");
                for (const listener of listeners) process.on("SIGINT", listener);
            }`,
    },
  ],
};

const slowShutdown = {
  name: "slow shutdown",
  why:
    "After a shutdown request tslab closes its sockets and waits for the process to run out of work: with a timer or a worker left, " +
    "for ever. Jupyter kills it after 5 s, which each restart then takes. The 100 ms let the last messages leave.",
  edits: [
    {
      file: "jupyter.js",
      from: `// TODO: Write tests for the graceful termination.
            this.close();`,
      to: `this.close();
            setTimeout(() => process.exit(), 100);`,
    },
  ],
};

module.exports = {
  repairedVersion,
  repairs: [
    earlyRequest,
    lostOutput,
    shorthandProperty,
    renamedProperty,
    filesThatChange,
    strictCells,
    allowedFailure,
    foreignFrames,
    deadlyInterrupt,
    slowShutdown,
  ],
};
