import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { join, relative, sep } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { startLab } from "../setup/jupyter.mjs";
import { root } from "../setup/paths.mjs";
import { stopRunning } from "../setup/run.mjs";
import { NotebookPage } from "./notebook-page.js";

/** A slow or busy machine takes this long to load JupyterLab and start a kernel. */
const PATIENCE_MS = 90_000;

export function launchBrowser(executablePath: string): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
  return chromium.launch({ executablePath, args }); // with an empty profile, which goes with the browser
}

/** A JupyterLab that serves the project, and a window to it. */
export class Lab {
  private constructor(
    private readonly context: BrowserContext,
    private readonly home: URL,
    private readonly course: string,
    private readonly folder: string,
  ) {}

  /**
   * Starts JupyterLab as `npm start` does, but on any free port, and with windows and settings of its own inside `course`.
   * It serves `folder`, which holds `course`. `stopLabs` ends it; so does the end of this process.
   */
  static async start(browser: Browser, course: string, baseUrl = "/", folder: string = root): Promise<Lab> {
    const state = mkdtempSync(join(course, "lab-"));
    const more = [
      `--ServerApp.base_url=${baseUrl}`,
      "--ContentsManager.allow_hidden=True", // the copies lie in .cache
      "--LabApp.expose_app_in_browser=True",
      `--LabApp.user_settings_dir=${join(state, "settings")}`,
      `--LabApp.workspaces_dir=${join(state, "workspaces")}`,
    ];
    process.once("exit", stopRunning);
    const { url } = await startLab({ port: await freePort(), browser: false, more, folder });
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(PATIENCE_MS);
    const home = new URL(`${baseUrl}lab/tree/`, url);
    home.search = `?reset&token=${new URL(url).searchParams.get("token")}`;
    return new Lab(context, home, course, folder);
  }

  /** Opens a notebook of the course's copy: `notebooks/01-recurrence.ipynb`. */
  async open(notebook: string): Promise<NotebookPage> {
    const url = new URL(this.home);
    url.pathname += relative(this.folder, join(this.course, notebook)).split(sep).join("/");
    const page = await this.context.newPage();
    await page.goto(url.href);
    return NotebookPage.ready(page);
  }
}

/** Ends every JupyterLab of this process, and with it the kernels. */
export const stopLabs: () => Promise<void> = stopRunning;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "localhost", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
