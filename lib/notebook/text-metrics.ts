/*
 * Where the texts of an SVG lie, which jsdom, having no fonts, cannot tell. Estimates, the same on every machine.
 * plotly.js asks for them to lay out margins, tick labels, legends and annotations.
 */
type Point = readonly [x: number, y: number];
type Box = {
  left: number;
  top: number;
  right: number;
  bottom: number;
  x: number;
  y: number;
  width: number;
  height: number;
};

/** Advance widths in hundredths of an em, of a common sans serif; other characters count as 56. */
const widths = new Map(
  Object.entries({ " .,:;|'!ijl": 28, "frtI()[]/−-": 36, "mwMW%—→∞": 88, "ABCDEGHKNOPQRSUVXYZ+=<>≤≥": 67 }).flatMap(
    ([characters, width]) => [...characters].map((character) => [character, width / 100] as const),
  ),
);

/** The box of all texts in `element`, in the coordinates of the document. */
export function boundingBox(element: Element): Box {
  return boxOf(element, null);
}

/** The same in the element's own coordinates: its own transform does not count. */
export function localBox(element: Element): Box {
  return boxOf(element, element);
}

/** Width in CSS pixels; of its longest line, where it has several. */
export function textWidth(text: Element): number {
  return Math.max(...linesOf(text).map(lineWidth)) * fontSize(text);
}

function boxOf(element: Element, frame: Element | null): Box {
  const texts = element.matches("text, tspan") ? [element] : [...element.querySelectorAll("text")];
  const corners: Point[] = texts.flatMap((text) => toFrame(cornersOf(text), text, frame));
  if (corners.length === 0) corners.push([0, 0]);
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [left, top, right, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  return { left, top, right, bottom, x: left, y: top, width: right - left, height: bottom - top };
}

function cornersOf(text: Element): Point[] {
  const [em, width] = [text.textContent === "" ? 0 : fontSize(text), textWidth(text)];
  const number = (name: string): number => Number.parseFloat(text.getAttribute(name) ?? "") || 0;
  const anchor = text.getAttribute("text-anchor");
  const left = number("x") - (anchor === "middle" ? width / 2 : anchor === "end" ? width : 0);
  const top = number("y") - 0.9 * em;
  const bottom = top + 1.2 * em + (linesOf(text).length - 1) * 1.3 * em;
  return [[left, top], [left + width, top], [left, bottom], [left + width, bottom]]; // biome-ignore format: corners
}

/** Applies the transforms of `node` and what is around it, up to `frame`. */
function toFrame(points: Point[], node: Element, frame: Element | null): Point[] {
  let moved = points;
  for (let at: Element | null = node; at && at !== frame; at = at.parentElement) {
    const steps = [...(at.getAttribute("transform") ?? "").matchAll(/(translate|rotate)\(([^)]*)\)/g)];
    for (const [, kind, list] of steps.reverse()) {
      const [a, b = 0, c = 0] = list.split(/[\s,]+/).map(Number);
      moved = moved.map(kind === "translate" ? ([x, y]) => [x + a, y + b] : rotation(a, [b, c]));
    }
  }
  return moved;
}

function rotation(degrees: number, [cx, cy]: Point): (point: Point) => Point {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return ([x, y]) => [cx + cos * (x - cx) - sin * (y - cy), cy + sin * (x - cx) + cos * (y - cy)];
}

function linesOf(text: Element): string[] {
  const lines = [...text.querySelectorAll("tspan.line")];
  return (lines.length > 0 ? lines : [text]).map((line) => line.textContent ?? "");
}

function lineWidth(text: string): number {
  return [...text].reduce((sum, character) => sum + (widths.get(character) ?? 0.56), 0);
}

function fontSize(element: Element): number {
  const styled = element.closest<SVGElement>("[style*='font-size']");
  return Number.parseFloat(styled?.style.fontSize ?? "") || 12;
}
