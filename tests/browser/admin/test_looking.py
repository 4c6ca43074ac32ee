"""The eye that looks at our screens sees what it is there for."""

from typing import Any

import pytest

from tests.browser.admin.looking import unreadable

pytestmark = pytest.mark.browser

STYLE = """
body { background: #fff; color: #000 } button { position: relative; background: none }
.cut { width: 60px; height: 20px; overflow: hidden } .cut svg { display: block; height: 90px }
.pale { color: #bbb } .away { position: absolute; inset-inline-start: -9999px }
.w-sr-only { position: absolute; width: 1px; height: 1px; overflow: hidden; clip: rect(0,0,0,0) }
.holds { position: relative } .over { position: absolute; inset: 0; background: #fff }
"""
SVG = '<svg width="90" height="90"></svg>'
SEEN = {
    "plain": "<button>Lagre</button>",
    "in two lines": '<button style="width: 60px">Lagre utkastet nå</button>',
    "with words for a reader": '<button>Tilbake<span class="w-sr-only">: 1</span></button>',
    "an icon with a name": f'<button aria-label="Lukk">{SVG}</button>',
    "not there": "<button hidden>Lagre</button>",
}
UNSEEN = {
    "cut off below its icon": f'<button class="cut">{SVG}Lagre</button>',
    "cut off at its end": '<button class="cut" style="white-space: nowrap">Lagre utkastet</button>',
    "as pale as the ground": '<button class="pale">Lagre</button>',
    "beside the screen": '<a href="#" class="away">Lagre</a>',
    "behind something": '<div class="holds"><button>Lagre</button><i class="over"></i></div>',
    "of no size": '<button style="font-size: 0">Lagre</button>',
    "for screen readers alone": '<button><span class="w-sr-only">Lagre</span></button>',
}


def test_it_tells_what_is_seen_from_what_is_not(browser: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    tab = context.new_page()

    def faults(html: str) -> list[str]:
        tab.set_content(f"<style>{STYLE}</style><main>{html}</main>")
        return unreadable(tab)

    assert {name: faults(html) for name, html in SEEN.items()} == {name: [] for name in SEEN}
    assert [name for name, html in UNSEEN.items() if not faults(html)] == []
    context.close()
