import test from "ava";
import { attacks } from "../../testing/attacks.ts";
import { decodeEntities, readHtml, type HtmlNode } from "./html-reader.ts";

/** The tree as text, to compare. */
const told = (nodes: readonly HtmlNode[]): string =>
  nodes
    .map((node) =>
      typeof node === "string"
        ? node
        : `(${[node.name, ...node.attributes].join(" ")}:${told(node.children)})`,
    )
    .join("");
const read = (source: string) => told(readHtml(source).children);

test("elements, attributes and text are read", (t) => {
  t.is(read(`a <b>c</b> d`), "a (b:c) d");
  t.is(
    read(`<a href="x?a=1&amp;b=2" title='t' data-x=y hidden>z</a>`),
    "(a href,x?a=1&b=2 title,t data-x,y hidden,:z)",
  );
  t.is(read(`one<br/>two<br>three`), "one(br:)two(br:)three");
  t.is(read(`<A HREF=x>y</A>`), "(a href,x:y)");
});

test("lists and paragraphs need no end tags; stray end tags change nothing", (t) => {
  t.is(read(`<ul><li>1<li>2</ul>3`), "(ul:(li:1)(li:2))3");
  t.is(read(`<p>1<p>2`), "(p:1)(p:2)");
  t.is(read(`</b>x</i>`), "x");
  t.is(read(`<b><i>x</b>y`), "(b:(i:x))y");
});

test("scripts, styles and comments keep what they hold to themselves", (t) => {
  t.is(read(`<script>if (a<b) alert("</b>")</script>x`), "(script:)x");
  t.is(read(`<style>a{}</style><!-- <b>no</b> -->x`), "(style:)x");
  t.is(read(`x<script>never ends`), "x(script:)");
});

test("what is no tag stays text", (t) => {
  t.is(read(`1 < 2 && 3 > 2`), "1 < 2 && 3 > 2");
  t.is(read(`<3 <`), "<3 <");
});

test("entities are decoded once, strange ones stay", (t) => {
  t.is(
    decodeEntities("&lt;b&gt; &amp;lt; &#x41;&#66; &nbsp;&euro; &unknown; &#0; &#xD800;"),
    "<b> &lt; AB \u00a0€ &unknown; \ufffd \ufffd",
  );
});

test("no input makes the reader fail or take long", (t) => {
  for (const attack of attacks) t.notThrows(() => readHtml(attack));
  for (const part of ["<", "<a ", "<a x='", "&#", "<b>", "</b>", "<!--", '<a href="', "<a x=y "]) {
    const began = performance.now();
    readHtml(part.repeat(10_000));
    t.true(performance.now() - began < 3000, part);
  }
});
