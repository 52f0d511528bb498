import { createRequire } from "node:module";
import MarkdownIt from "markdown-it";
import { Html, html } from "unrolled/notebook";
import { clean } from "../clean.js";

// CommonJS, whose declarations do not agree with how Node imports it.
const require = createRequire(import.meta.url);
const { default: formulae } = require("@vscode/markdown-it-katex");

/** Formulae become MathML, which browsers draw themselves: a page needs no fonts and no style sheet of KaTeX's. */
const options = { output: "mathml", throwOnError: false, trust: false, katex: require("katex") };
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false }).use(formulae, options);

/** The course's own words: Markdown with formulae, in one line. Markup in them is shown, not obeyed: it is escaped. */
export const inline = (text: string): Html => new Html(markdown.renderInline(text));

/** The same in paragraphs. */
export const paragraphs = (text: string): Html => new Html(markdown.render(text));

/** Words with something of a learner's among them: never Markdown. What stands in backticks is code. */
export function words(text: string): Html {
  const parts = clean(text).split(/`([^`\n]*)`/);
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}
