import { expect, it } from "vitest";
import { html, scriptJson } from "./html.js";

it("escapes what is put in, in text and in attributes", () => {
  const evil = `"><script>alert('x')</script>&`;
  expect(html`<b title="${evil}">${evil}</b>`.markup).toBe(
    '<b title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</b>',
  );
});

it("lets its own markup through, joins lists and drops what is missing", () => {
  const items = ["a", "<"].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${items}</ul>${null}${undefined}${false}${0}`.markup).toBe("<ul><li>a</li><li>&lt;</li></ul>0");
});

it("writes JSON that cannot close the script around it", () => {
  const value = { text: "</script><!-- <b>" };
  const { markup } = scriptJson(value);
  expect(markup).not.toContain("<");
  expect(JSON.parse(markup)).toEqual(value);
});
