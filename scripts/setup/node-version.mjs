/**
 * The one file that every command loads first. It keeps to syntax of 2015 and imports nothing, so that an old Node
 * can read it and say what is wrong instead of stopping at a syntax error.
 */

/**
 * Cells load the library, an ES module, through `require`: that works from 20.19 and from 22.12 on.
 * @param {string} version such as "20.19.0"
 * @returns {string} what to do, or "" when this Node will do
 */
export function nodeProblem(version) {
  const parts = version.split(".").map(Number);
  const major = parts[0];
  const minor = parts[1];
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return "";
  return (
    "This is Node " +
    version +
    ", and Unrolled needs Node 20.19 or later (of Node 22: 22.12 or later).\n" +
    "  Install the current LTS release from https://nodejs.org, or with a version manager: nvm install 24\n" +
    "  Then open a new terminal and run the command again."
  );
}

/**
 * Stops here on a Node that is too old; otherwise loads the command.
 * @param {() => Promise<{ main: (args: string[]) => Promise<void> }>} load
 */
export function runOnSupportedNode(load) {
  const problem = nodeProblem(process.versions.node);
  if (problem) {
    console.error("\n✗ " + problem + "\n");
    process.exit(1);
  }
  load().then((command) => command.main(process.argv.slice(2)));
}
