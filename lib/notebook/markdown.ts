import { newDisplay } from "./display.js";

/** Shows Markdown with formulae between `$…$` or `$$…$$`. JupyterLab renders it, offline and in the theme's colours. */
export function markdown(text: string): void {
  const display = newDisplay();
  if (display) display.markdown(text);
  else console.log(text);
}
