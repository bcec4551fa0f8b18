"""The HTML of a page, with places for what is told there; `format` escapes whatever comes into them."""

from markupsafe import Markup

HEAD = Markup("""<!doctype html>
<html lang="{lang}" dir="{dir}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="{icon}">
""")
TOP = Markup("""<style>{css}</style>
</head>
<body>
<header>
<p class="brand"><img src="{icon}" alt="" width="24" height="24">Microblog</p>
<h1>{heading}</h1>
<dl>
{facts}</dl>
</header>
{search}{ways}<main>
""")
NAME = Markup("<bdi>{}</bdi>")
FACT = Markup("<div><dt>{}</dt><dd>{}</dd></div>\n")
SEARCH = Markup("""<div role="search" data-shown="{shown}" hidden>
<label class="wide">{search} <input type="search" autocomplete="off" spellcheck="false"></label>
<label>{since} <input type="date" autocomplete="off" min="{least}" max="{most}"></label>
<label>{until} <input type="date" autocomplete="off" min="{least}" max="{most}"></label>
<div class="found"><p role="status">{all}</p><button type="button" hidden>{clear}</button></div>
</div>
""")
WAYS = Markup('<nav aria-label="{label}">\n<ul>\n{ways}</ul>\n</nav>\n')
WAY = Markup('<li><a href="{}">{}</a></li>\n')
OLDER = Markup("""<nav aria-labelledby="older">
<h2 id="older">{label}</h2>
<ol>
{pages}</ol>
</nav>
""")
OLDER_PAGE = Markup('<li><a href="{}">{}</a> <span>{}</span></li>\n')
NOTHING = Markup('<p class="nothing" data-nothing{hidden}>{words}</p>\n')
BOTTOM = Markup("""{nothing}</main>
{ways}<footer>
<p>{footer}</p>
</footer>
<script type="module">{js}</script>
</body>
</html>
""")
FORWARDER = Markup("""<meta http-equiv="refresh" content="0; url={index}">
</head>
<body>
<p><a href="{index}">{words}</a></p>
</body>
</html>
""")
