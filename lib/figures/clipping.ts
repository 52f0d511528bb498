import type { Figure, Row } from "../notebook/figure.js";
import { palette } from "../notebook/theme.js";
import { Tensor } from "../tensor/tensor.js";
import { clipGradNorm, clipGradValue } from "../training/clip.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";
import { label } from "./marks.js";

const limit = 5;

type Point = readonly [number, number];
type Data = { readonly gradient: Point; readonly byValue: Point; readonly byNorm: Point };

/** Figure 6: the same gradient, clipped in two ways. */
export const clipping: FigureModule<Data> = {
  number: 6,
  slug: "clipping",
  title: "Clipping by value turns the gradient, clipping by norm only shortens it",
  source: "Chapter 9, “Backpropagation Through Time”; Pascanu, Mikolov & Bengio 2013",
  compute,
  metrics,
  criteria,
  rows,
  plot,
};

function compute(): Data {
  const gradient: Point = [3, 40];
  const clipped = (clip: (grads: { g: Tensor }, limit: number) => unknown): Point => {
    const g = Tensor.from([...gradient]);
    clip({ g }, limit);
    return [g.at(0), g.at(1)];
  };
  return { gradient, byValue: clipped(clipGradValue), byNorm: clipped(clipGradNorm) };
}

function metrics({ gradient, byValue, byNorm }: Data): Metrics {
  return {
    cosineByValue: cosine(gradient, byValue),
    cosineByNorm: cosine(gradient, byNorm),
    degreesTurnedByValue: (Math.acos(cosine(gradient, byValue)) * 180) / Math.PI,
    normByNorm: Math.hypot(...byNorm),
  };
}

function criteria({ cosineByValue, cosineByNorm, normByNorm }: Metrics): Criterion[] {
  return [
    { claim: "clipped by value, the cosine with g is 0.894", holds: Math.abs(cosineByValue - 0.894) < 5e-4 },
    { claim: "clipped by norm, the cosine with g is 1.000", holds: Math.abs(cosineByNorm - 1) < 1e-12 },
    { claim: `clipped by norm, the norm is ${limit}`, holds: Math.abs(normByNorm - limit) < 1e-12 },
  ];
}

function cosine(u: Point, v: Point): number {
  return (u[0] * v[0] + u[1] * v[1]) / (Math.hypot(...u) * Math.hypot(...v));
}

function rows({ gradient, byValue, byNorm }: Data): Row[] {
  const row = (name: string, g: Point): Row => ({
    gradient: name,
    g1: g[0],
    g2: g[1],
    norm: Math.hypot(...g),
    "cosine with g": cosine(gradient, g),
  });
  return [row("as computed", gradient), row("clipped by value", byValue), row("clipped by norm", byNorm)];
}

function plot(data: Data): Figure {
  const { gradient, byValue, byNorm } = data;
  const { degreesTurnedByValue, cosineByValue, cosineByNorm } = metrics(data);
  const turned = degreesTurnedByValue.toFixed(0);
  const top = 9;
  const cut: Point = [(gradient[0] / gradient[1]) * top, top];
  const ball = Array.from({ length: 181 }, (_, i) => (i * Math.PI) / 180);
  return {
    title: `Clipping by value turns this gradient by ${turned}°; by norm it keeps its direction`,
    alt:
      `Arrows from the origin. The gradient (${gradient.join(", ")}) points almost straight up and leaves the frame. Clipped by value it ends at ` +
      `(${byValue.join(", ")}), on the side of a square of half-width ${limit}, turned by ${turned} degrees. Clipped by norm it ends on the circle of ` +
      `radius ${limit}, in its own direction.`,
    data: [
      outline("|g₁|, |g₂| ≤ limit", [-limit, -limit, limit, limit], [0, limit, limit, 0], palette.vermillion, "dash"),
      outline(
        "‖g‖ ≤ limit",
        ball.map((a) => limit * Math.cos(a)),
        ball.map((a) => limit * Math.sin(a)),
        palette.blue,
        "dot",
      ),
    ],
    layout: {
      height: 560,
      xaxis: { title: { text: "g<sub>1</sub>" }, range: [-5.7, 7.7], constrain: "domain", dtick: 1 },
      yaxis: { title: { text: "g<sub>2</sub>" }, range: [0, top + 0.3], scaleanchor: "x", dtick: 1 },
      annotations: [
        arrow(cut, palette.grey, 2),
        arrow(byValue, palette.vermillion, 3),
        arrow(byNorm, palette.blue, 3),
        label(`g = (${gradient.join(", ")}), cut off by the frame`, palette.grey, cut[0] + 0.2, top - 0.4),
        label(
          `clipped by value:<br>cosine with g ${cosineByValue.toFixed(3)}`,
          palette.vermillion,
          byValue[0] - 0.3,
          limit + 0.7,
        ),
        label(`clipped by norm:<br>cosine with g ${cosineByNorm.toFixed(3)}`, palette.blue, -0.2, 2.6, {
          xanchor: "right",
        }),
      ],
    },
  };
}

function outline(name: string, x: number[], y: number[], color: string, dash: string): Figure["data"][number] {
  return {
    type: "scatter",
    mode: "lines",
    name,
    x,
    y,
    line: { color, dash, width: 1.5 },
    hoverinfo: "name",
    showlegend: false,
  };
}

function arrow([x, y]: Point, color: string, width: number): object {
  return {
    x,
    y,
    ax: 0,
    ay: 0,
    axref: "x",
    ayref: "y",
    text: "",
    showarrow: true,
    arrowhead: 2,
    arrowwidth: width,
    arrowcolor: color,
  };
}
