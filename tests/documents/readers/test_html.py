import pytest

from selfinstruct.documents.document import Reading
from selfinstruct.documents.readers.html import page_document, read_html
from tests.documents.readers.reading import read, refusal

PROSE = "The ferry leaves at nine and takes two hours to the island, where a bus waits. " * 4


def text(body: str, **options: str) -> str:
    return read(read_html, body.encode(), **options)[0].text


# What of a body is written how.
WRITTEN = [
    ("<h1>One <a class='headerlink' href='#x'>¶</a></h1><h3>Three</h3><p>a\n  b</p>", "# One\n\n### Three\n\na b"),
    ("<h2>One<a href='page.html#one'> § </a></h2>", "## One"),
    ("<p>a <b>bold</b> <i> it </i>x<code>c d</code>", "a **bold** *it* x`c d`"),
    ("<p>see <a href='http://x.org/y'>the rules</a>.", "see the rules."),
    ("<p>new<br>line</p>", "new  \nline"),
    ("<p>x<sup>2</sup> H<sub>2</sub>O 10<sup>-3</sup> 2<sup>nd</sup></p>", "x² H₂O 10⁻³ 2nd"),
    ("<p>cited<sup><a href='#n1'>1</a></sup></p>", "cited[1]"),
    ("<p>He said <q>no</q>. <del>old</del></p>", 'He said "no". ~~old~~'),
    ("<p># none</p><p>```</p>", "\\# none\n\n\\```"),
    ("<p>日本\n  語の　本</p>", "日本語の 本"),
    ("<ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp></ruby>京", "東京"),
    ("<img src='x.png' alt='A map of the port'><img alt='IMG_1.png' src=y>", "A map of the port"),
    ("a<div>b<div>c</div>d</div>e", "a\n\nb\n\nc\n\nd\n\ne"),
    ("<span>a<p>b</p></span><b>c<div>d</div></b>", "a\n\nb\n\nc\n\nd"),
    ("<ul><li>a<ul><li>b<li>c</ul><li>d</ul>", "- a\n  - b\n  - c\n- d"),
    ("<ol><li>a<li><p>b</p><p>c</p><li value=7>d</ol>", "1. a\n2. b\n\n   c\n7. d"),
    ("<ol type=a start=3><li>a<li>b</ol>", "c. a\nd. b"),
    ("<ol type=I reversed><li>a<li>b</ol>", "II. a\nI. b"),
    ("<ol><li>a<pre>x\n  y</pre></ol>", "1. a\n\n   ```\n   x\n     y\n   ```"),
    ("<ul>stray<li>a</li>tail</ul>", "- a\n- tail"),
    ("<dl><dt>Port</dt><dd>Left side.</dd><dt>Aft</dt><dd><p>One.</p><p>Two.</p></dd></dl>",
     "Port\n: Left side.\n\nAft\n\nOne.\n\nTwo."),
    ("<dl><div><dt>Port</dt><dd>Left.</dd></div></dl>", "Port\n: Left."),
    ("<blockquote><p>a</p><ul><li>b</ul></blockquote>", "> a\n>\n> - b"),
    ("<pre>  a\n\tb &lt;c&gt;\n</pre>", "```\n  a\n\tb <c>\n```"),
    ("<pre><code class='hljs language-C++'>x</code></pre>", "```c++\nx\n```"),
    ("<div class='highlight-py notranslate'><div class='highlight'><pre><span></span>x</pre></div>"
     "</div>", "```py\nx\n```"),
    ("<pre class='brush: sql'>x</pre><pre data-lang='go'>y</pre><pre class='text'>z</pre>",
     "```sql\nx\n```\n\n```go\ny\n```\n\n```\nz\n```"),
    ("<pre>a<br>b</pre>", "```\na\nb\n```"),
    ("<pre>```\na\n```</pre>", "````\n```\na\n```\n````"),
    ("<pre><span class='linenos'>1</span>a\n<span class='linenos'>2</span>b</pre>", "```\na\nb\n```"),
    ("<table class=highlighttable><tr><td class=linenos><pre>1\n2</pre></td><td class=code><pre>a\n b</pre></td>"
     "</tr></table>",
     "```\na\n b\n```"),
    ("<table><tr><th>A<th>B<tr><td>1<td><tr><td>x|y<td>2<br>3</table>",
     "| A | B |\n| --- | --- |\n| 1 | |\n| x\\|y | 2 3 |"),
    ("<table><thead><tr><th rowspan=2>A<th colspan=2>B<tr><th>b1<th>b2</thead><tr><td>1<td>2<td>3</table>",
     "| A | B b1 | B b2 |\n| --- | --- | --- |\n| 1 | 2 | 3 |"),
    ("<table><tr><th>A<th>B<tr><td rowspan=2>x<td>1<tr><td>2<tr><td colspan=2>all</table>",
     "| A | B |\n| --- | --- |\n| x | 1 |\n| x | 2 |\n| all | |"),
    ("<table><caption>Fares</caption><tr><td>a<td><ul><li>b<li>c</ul><tr><td>d<td><p>e.</p><p>f</p></table>",
     "Fares\n\n| a | b c |\n| --- | --- |\n| d | e. f |"),
    ("<table><tr><td>a<td>b<tr><td>c<td><table><tr><td>d<td>e</table></table>", "| a | b |\n| --- | --- |\n| c "
     "| d e |"),
    ("<table><tr><td><h2>Left</h2><p>a<td><p>b</table>", "## Left\n\na\n\nb"),
    ("<table><tr><td>alone<tr><td>below</table>", "alone\n\nbelow"),
    ("<table role=presentation><tr><td>a<td>b</table>", "a\n\nb"),
    ("<table><tr><td>1<td></td><td>2<tr><td>3<td> <td>4</table>", "| 1 | 2 |\n| --- | --- |\n| 3 | 4 |"),
    ("<details><summary>More</summary><p>a</details>", "More\n\na"),
    ("<p>It is <math><semantics><mrow><mi>x</mi></mrow><annotation encoding='application/x-tex'>x^2</annotation>"
     "</semantics></math>.", "It is $x^2$."),
    ("<p>a <span class=katex><span class=katex-mathml><math><semantics><mi>x</mi><annotation "
     "encoding='application/x-tex'>\\frac{1}{x}</annotation></semantics></math></span><span class=katex-html "
     "aria-hidden=true>1x</span></span> b", "a $\\frac{1}{x}$ b"),
    ("<p><math><mfrac><mi>a</mi><msup><mi>b</mi><mn>2</mn></msup></mfrac></math>", "$\\frac{a}{b^{2}}$"),
    ("<p>a<span class=MathJax>x</span><script type='math/tex'>x_1</script>b", "a$x_1$b"),
    ("<p>e&mdash;f &check; &xyzzy; &lt;b&gt; 1&nbsp;000 soft&shy;hyphen", "e—f ✓ &xyzzy; <b> 1 000 softhyphen"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "written"), WRITTEN)
def test_what_is_written(body: str, written: str) -> None:
    assert text(body) == written


# What is around the text, and what only looks as if it were.
OUT = [
    "<nav><a href=/>OUT</a></nav>",
    "<div role=navigation>OUT</div>",
    "<div class='cookie-consent' id=c>OUT <button>Accept</button></div>",
    "<header><a href=/>OUT</a></header>",
    "<footer>OUT 2025</footer>",
    "<aside><h3>OUT</h3><a href=/x>Ten islands</a></aside>",
    "<div id=sidebar><ul><li><a href=/>OUT</a></li></ul></div>",
    "<div class=related-posts><p>OUT and more of it</p></div>",
    "<ul class=breadcrumbs><li>OUT</ul>",
    "<div class='social-share'><a href=/>OUT</a></div>",
    "<form action=/s><label>OUT</label><input name=q value=OUT><select><option>OUT</select></form>",
    "<p hidden>OUT</p><p style='color:red; display: none'>OUT</p>",
    "<script>OUT</script><style>OUT</style><template>OUT</template><noscript>OUT</noscript>",
    "<svg><text>OUT</text></svg><iframe>OUT</iframe><canvas>OUT</canvas><video>OUT</video><object>OUT</object>",
    "<textarea>OUT</textarea><button>OUT</button><a class=skip-link href=#m>OUT</a>",
    "<!-- OUT --><![CDATA[OUT]]><div class=newsletter><h3>OUT</h3></div>",
    "<dialog open>OUT</dialog><div role=tooltip>OUT</div>",
    "<div class=toc><a href=#a>OUT</a><a href=#b>OUT</a></div>",
]
IN = [
    "<p>see <a href='#s1'>IN § 1</a></p>",
    "<div class='admonition note'>IN</div>",
    "<aside class=footnote>IN</aside>",
    "<footer class=footnotes><ol><li>IN</ol></footer>",
    "<aside class=note><p>IN</aside>",
    "<article><header><h2>IN</h2></header><footer class=endnotes>IN</footer></article>",
    "<blockquote>a<footer>IN</footer></blockquote>",
    "<div class=menu><p>Soup of the day, bread and butter, IN, four euros a plate, and coffee to end with.</p></div>",
    "<div role=tabpanel hidden>IN</div>",
    "<h2><button>IN</button></h2>",
    "<details><p>IN</details>",
    "<div class=sidebarblock>IN</div>",
    "<fieldset><legend>IN</legend></fieldset>",
    "<header id=title-block-header><h1>IN</h1></header>",
]


@pytest.mark.parametrize("part", OUT)
@pytest.mark.parametrize("page", ["{}<main><h1>T</h1><p>{}</p></main>", "{}<h1>T</h1><p>{}</p>"])
def test_what_is_around_the_text_goes(part: str, page: str) -> None:
    assert "OUT" not in text(page.format(part, PROSE))
    assert "OUT" not in text(page.format("", f"{PROSE}</p>{part}<p>{PROSE}"))
    assert PROSE.strip() in text(page.format(part, PROSE))


@pytest.mark.parametrize("part", IN)
def test_what_only_looks_like_it_stays(part: str) -> None:
    assert "IN" in text(f"<main><p>{PROSE}</p>{part}<p>{PROSE}</p></main>")
    assert "IN" in text(f"<h1>T</h1><p>{PROSE}</p>{part}<p>{PROSE}</p>")


def test_a_form_or_class_around_the_whole_page_is_no_reason_to_lose_it() -> None:
    for around in ("form", "div class='nav'", "div id=cookie-page", "aside", "div role=dialog"):
        assert PROSE.strip() in text(f"<{around}><h1>T</h1><p>{PROSE}</p></{around.split()[0]}>")


def test_the_main_element_counts_where_it_holds_enough() -> None:
    page, _ = read(read_html, f"<div>Banner of the shop</div><main><p>{PROSE}</main>".encode())
    assert (page.text, page.more["html"]) == (PROSE.strip(), "main")
    page, _ = read(read_html, f"<div><p>{PROSE}</div><main><p>short</main>".encode())
    assert (page.more["html"], PROSE.strip() in page.text) == ("page", True)
    titled = text(f"<h1>Fares</h1><div>by the shop</div><main><p>{PROSE}</main>")
    assert titled == f"# Fares\n\n{PROSE.strip()}"


def test_a_page_of_links_is_kept_as_it_is() -> None:
    links = "".join(f"<li><a href=/{n}>Chapter {n} of the guide</a>" for n in range(30))
    page, _ = read(read_html, f"<nav><ul>{links}</ul></nav><p>Guide</p>".encode())
    assert page.text.count("Chapter") == 30
    assert page.more == {"kept": 1.0, "html": "all"}


def test_all_keeps_what_is_seen() -> None:
    page, _ = read(read_html, f"<nav>Home</nav><p>{PROSE}</p><p hidden>no</p>".encode(), html="all")
    assert page.text == f"Home\n\n{PROSE.strip()}"
    assert page.more == {"kept": 1.0, "html": "all"}


def test_trafilatura_when_asked_and_for_pages_of_the_web_without_a_main_element() -> None:
    pytest.importorskip("trafilatura")
    data = f"<html><body><div><p>{PROSE * 3}</p><p>{PROSE[::-1]}</p></div></body></html>".encode()
    assert read(read_html, data, html="trafilatura")[0].more["html"] == "trafilatura"
    assert page_document(data, Reading(), crawled=True).more["html"] == "trafilatura"
    assert page_document(data, Reading(html="main"), crawled=True).more["html"] == "page"
    assert page_document(data, Reading()).more["html"] == "page"


def test_what_a_page_says_of_itself() -> None:
    head = (
        "<html lang=de-AT><head><title> Fähre \n| Reederei</title><link rel='x canonical' href='https://e.org/f'>"
        "<meta property='article:published_time' content='2025-02-03T10:00:00+01:00'></head>"
    )
    page, _ = read(read_html, f"{head}<p>{PROSE}".encode())
    told = (page.title, page.language, page.url, page.date, page.format)
    assert told == ("Fähre | Reederei", "de-AT", "https://e.org/f", "2025-02-03T10:00:00+01:00", "html")


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("<meta name=date content=20250203>", "2025-02-03"),
        ("<meta itemprop=datePublished content='2025/2/3'>", "2025-02-03"),
        ('<script type=\'application/ld+json\'>{"@graph": [{"datePublished": "2025-02-03"}]}</script>', "2025-02-03"),
        ("<script type='application/ld+json'>{broken</script>", ""),
        ("<time pubdate datetime=2025-02>May</time>", "2025-02"),
        ("<meta name=date content='3 February'>", ""),
        ("<meta name=date content=2025-99-03>", ""),
    ],
)
def test_dates(head: str, date: str) -> None:
    assert read(read_html, f"{head}<p>{PROSE}".encode())[0].date == date


@pytest.mark.parametrize(
    ("data", "has"),
    [
        ("<meta charset=iso-8859-1><p>12 € – gut".encode("cp1252"), "12 € – gut"),
        ("<meta charset=utf-16><p>Fähre".encode(), "Fähre"),
        ("<p>Fähre".encode("utf-16"), "Fähre"),
        ("<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'><p>料金は①".encode("cp932"), "料金は①"),
        ("<?xml version='1.0' encoding='windows-1251'?><html xmlns='http://www.w3.org/1999/xhtml'><title/>"
         "<script src='x'/>"
         "<p>Паром<a id='x'/> едет</p></html>".encode("cp1251"), "Паром едет"),
        (b"<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><p>a &x; b", "&x;"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'><p><![CDATA[a < b]]></p></html>", "a < b"),
        (b"<p>one<p>two</b></i><td>three", "two"),
    ],
)  # fmt: skip
def test_encodings_and_broken_markup(data: bytes, has: str) -> None:
    page, _ = read(read_html, data)
    assert has in page.text
    assert "root:" not in page.text


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"<div id=root></div><script>make()</script><noscript>Enable JavaScript</noscript>", "no_text"),
        (b"<div>Loading...</div><script>make()</script>", "no_text"),
        (b"<frameset cols=1,2><frame src=a.html><frame src=b.html></frameset>", "no_text"),
        (b"", "no_text"),
        (b"<!-- nothing -->", "no_text"),
        (b"<html><head><meta http-equiv=refresh content='0;url=http://127.0.0.1:1/'></head></html>", "no_text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_text"),
        (b"<ul><li>" * 100_000, "too_large"),
        (b"<i>" * 2_600_000, "too_large"),
    ],
)
def test_pages_without_a_text_are_refused(data: bytes, rule: str) -> None:
    assert refusal(read_html, data)[0] == rule


@pytest.mark.parametrize(
    "tag", ["div", "span", "b", "font color=red", "ul><li", "table><tr><td", "blockquote", "code", "q"]
)
@pytest.mark.parametrize("times", [300, 1500])
def test_nothing_is_lost_behind_deep_nesting(tag: str, times: int) -> None:
    page = f"<{tag}>" * times + "deep text<p>and after"
    if times > 1000 and "><" in tag:
        assert refusal(read_html, page.encode()) == ("too_large", "is nested too deeply")
    else:
        found = text(page)
        assert "deep text" in found
        assert "and after" in found


def test_twenty_thousand_divs_are_flattened() -> None:
    assert "deep text" in text("<div>" * 20_000 + "deep text")


def test_spans_of_a_table_are_bounded() -> None:
    found = text("<table>" + "<tr><td colspan=1000 rowspan=65000>a<td>b" * 50 + "</table>")
    assert len(found) < 200_000
    assert found.count("b") == 50


def test_a_text_too_long_is_refused() -> None:
    assert refusal(read_html, b"<p>" + b"a" * 1000, text_bytes=500)[0] == "too_large"


MENU = "<nav><ul><li><a href=/a>Home</a><li><a href=/b>Products</a><li><a href=/c>Contact us</a></ul></nav>"
ENTRIES = "".join(
    f"<li><a href=/{name}>{name} of the island</a></li>" for name in ("Ferries", "Buses", "Trains", "Taxis")
)


@pytest.mark.parametrize(
    "body",
    [
        MENU,
        f"{MENU}<h1>Contents</h1><ul>{ENTRIES}</ul><footer>© 2024 The ferry company. All rights reserved.</footer>",
        f"{MENU}<div><p>Next: <a href=/n>Fares</a>, Up: <a href=/u>Top</a></p><h2>Travel</h2><ul>{ENTRIES}</ul></div>",
        f"<ul>{ENTRIES}</ul><p>Last updated on 3 May 2024 by the office of the harbour master.</p>",
        "<h1>目次</h1><ul><li><a href=/a>はじめに</a><li><a href=/b>運賃と切符</a><li><a href=/c>時刻表</a></ul>",
    ],
)
def test_pages_that_only_lead_elsewhere_are_refused(body: str) -> None:
    assert refusal(read_html, body.encode()) == ("no_text", "is only links to other pages; --html all keeps them")
    assert text(body, html="all")


@pytest.mark.parametrize(
    "body",
    [
        f"{MENU}<p>Opening hours: nine to five</p>",
        f"{MENU}<ul>" + ENTRIES.replace("</a>", "</a>: when they leave and what they cost") + "</ul>",
        f"{MENU}<dl>" + "".join(f"<dt><a href=/{n}>{n}</a><dd>{n} euros, return" for n in range(5)) + "</dl>",
        "".join(f"<a href=/{n}><h3>Line {n}</h3><p>{PROSE[:120]}</p></a>" for n in range(4)),
        f"<nav class=menu>{MENU}<p>The office is closed for the whole of winter, from November on.</p></nav>",
        f"{MENU}<p>The lamp burns with the current that is generated by the pump.</p>",
        f"{MENU}<a name=top><p>{PROSE}</p></a>",
        f"{MENU}<pre>make install</pre>",
        f"{MENU}<img src=map.png alt='A map of the port'>",
        "<p>See <a href=/a>fares</a> and <a href=/b>times</a> and <a href=/c>lines</a> before you go.</p>",
        "<ul><li><a href=/a>運賃</a>大人と子供の料金<li><a href=/b>時刻</a>夏と冬の出発<li><a href=/c>港</a></ul>",
    ],
)  # fmt: skip
def test_lists_of_links_that_tell_something_are_kept(body: str) -> None:
    assert text(body)
