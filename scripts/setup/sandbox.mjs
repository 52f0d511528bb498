import { existsSync, readFileSync } from "node:fs";
import { ask } from "./run.mjs";

/** What Linux says about user namespaces for ordinary users: file, the value that forbids them, how to allow them. */
const switches = [
  {
    file: "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
    forbids: "1",
    text: "installed, but AppArmor forbids it user namespaces (the default of Ubuntu 24.04)",
    advice: "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile for /usr/bin/bwrap",
  },
  {
    file: "/proc/sys/kernel/unprivileged_userns_clone",
    forbids: "0",
    text: "installed, but user namespaces are off",
    advice: "sudo sysctl kernel.unprivileged_userns_clone=1",
  },
];

/**
 * Whether bubblewrap can shut a learner's code in, as grading at level L2 does: tried, not guessed.
 * @returns {{ works: boolean, text: string, advice?: string[] }}
 */
export function sandboxState() {
  if (process.platform !== "linux") return { works: false, text: "for Linux only: grading runs at level L1 here" };
  if (!ask("prlimit", ["--version"])) {
    const advice = ["needed beside bubblewrap at level L2; it comes with util-linux: sudo apt install util-linux"];
    return { works: false, text: "prlimit is not found: grading runs at level L1", advice };
  }
  const trial = ["--ro-bind", "/", "/", "--unshare-all", "--die-with-parent", "true"];
  const result = ask("bwrap", trial);
  if (!result) {
    const advice = ["needed to grade a class at level L2; Debian, Ubuntu: sudo apt install bubblewrap"];
    return { works: false, text: "not found: grading runs at level L1", advice };
  }
  if (result.code === 0) return { works: true, text: "works: grading runs at level L2" };
  const off = switches.find(({ file, forbids }) => existsSync(file) && readFileSync(file, "utf8").trim() === forbids);
  if (off) return { works: false, text: off.text, advice: [off.advice] };
  return {
    works: false,
    text: `installed, but it fails: ${result.output.split("\n")[0]}`,
    advice: ["grading runs at level L1"],
  };
}
