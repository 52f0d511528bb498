/* Lengths along an SVG path of straight lines, which jsdom does not measure; plotly.js puts arrow heads by them. */
type Point = { readonly x: number; readonly y: number };

export function pathLength(path: Element): number {
  const points = pointsOf(path);
  return points.slice(1).reduce((sum, point, i) => sum + distance(points[i], point), 0);
}

/** The point `length` along the path from its start, and its last point beyond that. */
export function pointAt(path: Element, length: number): Point {
  const points = pointsOf(path);
  let left = length;
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1], points[i]];
    const step = distance(from, to);
    if (left <= step && step > 0) {
      return { x: from.x + ((to.x - from.x) * left) / step, y: from.y + ((to.y - from.y) * left) / step };
    }
    left -= step;
  }
  return points[points.length - 1];
}

function pointsOf(path: Element): Point[] {
  const numbers = (path.getAttribute("d")?.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
  return Array.from({ length: Math.floor(numbers.length / 2) }, (_, i) => ({
    x: numbers[2 * i],
    y: numbers[2 * i + 1],
  }));
}

const distance = (a: Point, b: Point): number => Math.hypot(b.x - a.x, b.y - a.y);
