/** Something that the learner can repair. The message says what is wrong; the advice says what to do, line by line. */
export class Problem extends Error {
  /**
   * @param {string} message
   * @param {string[]} advice
   */
  constructor(message, advice = []) {
    super(message);
    this.name = "Problem";
    this.advice = advice;
  }
}

/** What npm, pip and Python print, and what it means for the reader. The first match wins. */
const causes = [
  {
    pattern: /ENOSPC|No space left on device|Disk quota exceeded|EDQUOT/i,
    message: "The disk is full.",
    advice: ["Free about 1 GB and run the command again; it carries on from here."],
  },
  {
    pattern: /CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)\w*|self[- ]signed certificate/i,
    message: "A secure connection was refused because its certificate is not trusted here.",
    advice: [
      "This is usual behind a company or school proxy. Ask for its certificate file, then set",
      "NODE_EXTRA_CA_CERTS and PIP_CERT to the path of that file and run the command again.",
    ],
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|NewConnectionError|Failed to (establish|resolve)|ConnectTimeoutError|ReadTimeoutError|ProxyError|Temporary failure in name resolution|Name or service not known|Network is unreachable/,
    message: "The network could not be reached.",
    advice: [
      "The first start downloads what it needs; later starts work offline.",
      "Connect to the Internet and run the command again. Behind a proxy, set HTTPS_PROXY first.",
    ],
  },
  {
    pattern: /ensurepip is not available|No module named ['"]?(venv|ensurepip)/,
    message: "This Python cannot make virtual environments.",
    advice: ["On Debian and Ubuntu: sudo apt install python3-venv", "Then run the command again."],
  },
  {
    pattern: /EACCES|EPERM|EROFS|Permission denied|Read-only file system|Access is denied/i,
    message: "A file or folder may not be written.",
    advice: ["Check who owns the project folder (a past run with sudo is a usual cause), and run the command again."],
  },
  {
    pattern: /npm ci.*can only install|package-lock\.json.*(not in sync|out of sync|are in sync)/is,
    message: "package.json and package-lock.json do not agree.",
    advice: ["After a change to package.json run: npm install", "Otherwise restore both files with git."],
  },
  {
    pattern: /No matching distribution found|is not a supported wheel|requires a different Python/,
    message: "A Python package has no version for this Python or this machine.",
    advice: [
      "Python 3.10 to 3.13 are tried. Name one with UNROLLED_PYTHON=/path/to/python3 and run the command again.",
    ],
  },
];

/**
 * The problem behind a failed command, judged by its output.
 * @param {string} what the step, in words: "npm ci"
 * @param {string} output
 * @param {string} log where the full output lies
 */
export function explain(what, output, log) {
  const cause = causes.find(({ pattern }) => pattern.test(output));
  const tail = output.trimEnd().split("\n").slice(-5);
  const message = cause ? `${what} failed. ${cause.message}` : `${what} failed. Its last lines:`;
  return new Problem(message, [...(cause ? cause.advice : tail), `Full output: ${log}`]);
}
