type Size = { readonly width: number; readonly height: number };

/** Advance widths in hundredths of an em, of a common sans serif; the rest count as 56. */
const widths = new Map(
  Object.entries({
    " .,:;|'!ijl": 27,
    "frt()[]/−-": 35,
    "mw%—→∞": 87,
    MW: 90,
    "ABCDEGHKNOPQRSUVXYZ+=<>≤≥": 67,
  }).flatMap(([characters, width]) => [...characters].map((character) => [character, width] as const)),
);

/**
 * The size of an SVG text, which jsdom, having no fonts, cannot tell. An estimate, the same on every machine.
 * Plotly needs it for margins, legends and the anchors of labels.
 */
export function textSize(element: Element): Size {
  const texts = element.matches("text, tspan") ? [element] : [...element.querySelectorAll("text")];
  const sizes = texts.map(oneText);
  return { width: Math.max(0, ...sizes.map((s) => s.width)), height: sizes.reduce((sum, s) => sum + s.height, 0) };
}

function oneText(text: Element): Size {
  const lines = text.querySelectorAll("tspan.line");
  const contents = lines.length > 0 ? [...lines].map((line) => line.textContent) : [text.textContent];
  const em = fontSize(text);
  const width = Math.max(...contents.map((content) => lineWidth(content ?? "")));
  return { width: (width / 100) * em, height: contents.length * 1.3 * em };
}

function lineWidth(text: string): number {
  return [...text].reduce((sum, character) => sum + (widths.get(character) ?? 56), 0);
}

function fontSize(element: Element): number {
  const styled = element.closest<SVGElement>("[style*='font-size']");
  return Number.parseFloat(styled?.style.fontSize ?? "") || 12;
}
