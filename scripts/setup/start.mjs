import { parseArgs } from "node:util";
import { checkPort, lastWords, startLab } from "./jupyter.mjs";
import { Problem } from "./problem.mjs";
import { paint, showProblem, step } from "./progress.mjs";
import { stopRunning } from "./run.mjs";
import { checkMachine, setUp } from "./setup.mjs";

const help = `npm start                      install what is missing, then open JupyterLab in the browser
npm start -- --no-browser      do not open a browser: print the address only
npm start -- --port 8899       serve on this port
npm start -- -- ARGUMENTS      hand further arguments to JupyterLab, such as --ip=0.0.0.0

See also: npm run doctor (what is on this machine), npm test.`;

/**
 * `npm start`: from a bare clone to a notebook.
 * @param {string[]} args
 */
export async function main(args) {
  const run = { serving: false, stopping: false };
  try {
    const options = readOptions(args);
    if (options.help) return console.log(help);
    stopOnSignal(run);
    await start(options, run);
  } catch (error) {
    if (run.stopping) return; // the failure of what was just stopped
    showProblem(error);
    process.exitCode = 1;
  }
}

/** @typedef {{ serving: boolean, stopping: boolean }} Run */

/** @param {string[]} args */
function readOptions(args) {
  try {
    const { values, positionals, tokens } = parseArgs({
      args,
      allowPositionals: true,
      tokens: true,
      options: { "no-browser": { type: "boolean" }, port: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    const end = tokens.find((token) => token.kind === "option-terminator")?.index ?? args.length;
    const stray = tokens.find((token) => token.kind === "positional" && token.index < end);
    if (stray) throw new Error(`'${args[stray.index]}' is not an option`);
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
      throw new Error(`--port takes a number from 1 to 65535, got '${values.port}'`);
    }
    return { help: values.help === true, browser: !values["no-browser"], port, more: positionals };
  } catch (error) {
    throw new Problem(/** @type {Error} */ (error).message, help.split("\n"));
  }
}

/**
 * @param {import("./jupyter.mjs").LabOptions} options
 * @param {Run} run
 */
async function start(options, run) {
  console.log(`${paint("bold", "Unrolled")}: sequence models from scratch\n`);
  checkMachine();
  if (options.port !== undefined) await checkPort(options.port);
  await setUp();
  const lab = await step("Server", async (report) => {
    const started = await startLab(options);
    report(options.browser ? "opens in your browser" : "is running");
    return started;
  });
  run.serving = true;
  console.log(`\n  Open  ${paint("cyan", lab.url)}\n  Stop  Ctrl-C here (save your notebooks first)\n`);
  await lab.closed;
  throw new Problem("JupyterLab has stopped. Its last lines:", [...lastWords(), "To go on: npm start"]);
}

/**
 * Ctrl-C, `kill`, or a terminal that closes.
 * @param {Run} run
 */
function stopOnSignal(run) {
  const stop = async () => {
    if (run.stopping) return;
    run.stopping = true;
    console.log("\nStopping …");
    await stopRunning();
    console.log(
      run.serving
        ? "JupyterLab and its kernels have stopped. Until next time!"
        : "Stopped. The next start carries on from here.",
    );
    process.exit(run.serving ? 0 : 130);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
}
