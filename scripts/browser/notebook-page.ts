import type { Locator, Page } from "playwright-core";

/** What is used of JupyterLab's own object, which is in the page under this name. */
declare const jupyterapp: {
  readonly commands: { execute(command: string, args: object): Promise<unknown> };
  readonly shell: {
    readonly currentWidget: {
      readonly sessionContext?: {
        readonly session?: { readonly kernel?: { readonly status: string } | null } | null;
        shutdown(): Promise<void>;
      };
      readonly content: { readonly widgets: readonly { readonly model: { readonly id: string } }[] };
    } | null;
  };
};

export type Theme = "light" | "dark";

/** One notebook in JupyterLab, in a page of its own. */
export class NotebookPage {
  private constructor(readonly page: Page) {}

  /** Waits until the notebook shows and its kernel has nothing to do. */
  static async ready(page: Page): Promise<NotebookPage> {
    await page.locator(".jp-Notebook .jp-Cell").first().waitFor();
    await page.waitForFunction(
      () => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === "idle",
    );
    return new NotebookPage(page);
  }

  /** One of JupyterLab's commands, as its menus call them; resolves when its work is done. */
  private async command(name: string, args: object = {}): Promise<void> {
    const execute = async ([name, args]: [string, object]): Promise<void> => {
      await jupyterapp.commands.execute(name, args);
    };
    await this.page.evaluate(execute, [name, args] as [string, object]);
  }

  /** Run ▸ Run All Cells, until the last one has ended. */
  runAll(): Promise<void> {
    return this.command("notebook:run-all-cells");
  }

  save(): Promise<void> {
    return this.command("docmanager:save");
  }

  /** Kernel ▸ Shut Down Kernel. */
  shutDownKernel(): Promise<void> {
    return this.page.evaluate(() => jupyterapp.shell.currentWidget!.sessionContext!.shutdown());
  }

  async useTheme(theme: Theme): Promise<void> {
    const name = theme === "dark" ? "JupyterLab Dark" : "JupyterLab Light";
    await this.command("apputils:change-theme", { theme: name });
    await this.page.locator(`body[data-jp-theme-name="${name}"]`).waitFor({ state: "attached" });
  }

  /** A cell by its id in the file. */
  async cell(id: string): Promise<Locator> {
    const ids = await this.page.evaluate(() =>
      jupyterapp.shell.currentWidget?.content.widgets.map(({ model }) => model.id),
    );
    const index = ids?.indexOf(id) ?? -1;
    if (index < 0) throw new Error(`the notebook has no cell [${id}]`);
    return this.page.locator(".jp-Notebook .jp-Cell").nth(index);
  }

  /** All that a cell has put out. */
  async output(id: string): Promise<Locator> {
    return (await this.cell(id)).locator(".jp-OutputArea-output");
  }

  /** Waits until there are so many figures, and every one is an interactive plot: JupyterLab shows outputs one by one. */
  async figuresDrawn(atLeast = 0): Promise<void> {
    await this.page.waitForFunction((wanted) => {
      const figures = [...document.querySelectorAll(".unrolled-figure")];
      return figures.length >= wanted && figures.every((figure) => !figure.querySelector("img"));
    }, atLeast);
  }

  /** Puts a text in place of a cell's, as with the keyboard. */
  async type(id: string, source: string): Promise<void> {
    await (await this.cell(id)).locator(".cm-content").click();
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.keyboard.insertText(source);
  }

  /** Makes the window as high as the notebook, so that every cell is drawn. Returns the notebook. */
  async unroll(): Promise<Locator> {
    const notebook = this.page.locator(".jp-Notebook .jp-WindowedPanel-outer");
    // JupyterLab only guesses the height of cells outside the window.
    await this.page.addStyleTag({ content: ".jp-Notebook .jp-Cell { content-visibility: visible !important }" });
    const height = await notebook.locator(".jp-Cell").evaluateAll((cells) => {
      const [first, last] = [cells[0], cells[cells.length - 1]].map((cell) => cell.getBoundingClientRect());
      return last.bottom - first.top;
    });
    const around = 200; // JupyterLab's bars
    await this.page.setViewportSize({ width: 1280, height: Math.ceil(height) + around });
    await notebook.evaluate((panel) => panel.scrollTo(0, 0));
    return notebook;
  }
}
