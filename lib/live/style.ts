/** How the controls look. Colours are the page's own; targets are at least 24 pixels high. */
export const controlsStyle: string = `
.unrolled-controls { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; margin: .5rem 0; font-size: 14px; }
.unrolled-controls label { display: flex; gap: .6rem; align-items: center; }
.unrolled-controls b { min-width: 4em; font-weight: 600; font-variant-numeric: tabular-nums; }
.unrolled-controls .wide { flex-basis: 100%; }
.unrolled-controls small { color: inherit; font-size: 13px; }
.unrolled-controls :is(input, select, button) { min-height: 28px; font: inherit; accent-color: #0072B2; }
.unrolled-controls input[type="range"] { width: 11rem; margin: 0; }
.unrolled-controls input:not([type]) { flex: 1; max-width: 36rem; padding: 0 .4rem; }
.unrolled-controls button { padding: 0 .8rem; }
.unrolled-reading { margin: .25rem 0 .75rem; font-size: 14px; }
`;
