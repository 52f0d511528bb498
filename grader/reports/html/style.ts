/** One style for all pages: light and dark by the reader's choice, black on white on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1f2328, #e6e6e6);
  --faint: light-dark(#59636e, #a8adb3);
  --line: light-dark(#d8dce1, #3a3f45);
  --paper: light-dark(#fff, #16181b);
  --card: light-dark(#f6f7f9, #1e2125);
  --link: light-dark(#005a8e, #7cc4f2);
  --right: light-dark(#00694c, #4cc9a0);
  --wrong: light-dark(#a33c00, #ff9b5e);
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
main { max-width: 50rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
main.wide { max-width: 70rem; }
h1 { margin: 0 0 .25rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .5rem; line-height: 1.3; }
h2 .points { float: right; margin-left: 1rem; font-variant-numeric: tabular-nums; }
p { margin: .4rem 0; }
a { color: var(--link); }
.faint, caption, footer { color: var(--faint); }
.total { font-size: 1.3rem; }
.bar { height: .6rem; margin: .5rem 0 1.5rem; border-radius: .3rem; background: var(--line); overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--right); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.checks { margin: .5rem 0; padding: 0; list-style: none; }
.checks > li { margin: .35rem 0; padding-left: 1.7em; break-inside: avoid; }
.mark { display: inline-block; width: 1.7em; margin-left: -1.7em; font-weight: 700; }
.right .mark { color: var(--right); }
.wrong .mark { color: var(--wrong); }
.why { margin: .35rem 0 .8rem; padding: .5rem .9rem; border-left: 3px solid var(--wrong); border-radius: 0 .4rem .4rem 0; background: var(--card); }
.problem { white-space: pre-wrap; overflow-wrap: anywhere; }
.blank { margin: 0; color: var(--faint); }
.insight { margin: .8rem 0; padding: .3rem .9rem; border-left: 3px solid var(--right); border-radius: 0 .4rem .4rem 0; background: var(--card); }
.note { color: var(--wrong); overflow-wrap: anywhere; }
pre, code { font: .875em/1.45 ui-monospace, Menlo, Consolas, monospace; }
pre { margin: .2rem 0 .6rem; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--paper); white-space: pre-wrap; overflow-wrap: anywhere; }
dt { color: var(--faint); font-size: .875rem; }
dd { margin: 0; }
summary { cursor: pointer; }
.scroll { overflow-x: auto; }
table { margin: 1rem 0; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { padding-bottom: .4rem; text-align: left; }
th, td { padding: .25rem .8rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: baseline; }
th { font-weight: 600; }
th[scope=row], .text { text-align: left; overflow-wrap: anywhere; }
th[scope=row] { font-weight: normal; }
.column { width: 18rem; }
.column i { display: inline-block; height: .8em; background: var(--link); vertical-align: middle; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: .875rem; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  .scroll { overflow: visible; }
}
`;
