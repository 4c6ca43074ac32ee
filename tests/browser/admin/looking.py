"""What is wrong with a screen as it stands in a real browser: for axe, and for whoever reads it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

WIDTHS = (1280, 390)
SETTLED = """() => Promise.allSettled(
    document.getAnimations()
        .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
        .map((one) => one.finished))"""
# Wagtail's rich text field has no accessible name of its own; its label stands beside it.
NOT_OURS = [[".Draftail-Editor"]]

# Each button and link of the page's own part whose words cannot be read where they stand.
UNREADABLE = """() => {
    const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const mixed = (layers) => {
        paint.fillStyle = "#fff";
        paint.fillRect(0, 0, 1, 1);
        for (const layer of layers) { paint.fillStyle = layer; paint.fillRect(0, 0, 1, 1); }
        return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (rgb) => rgb
        .map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const contrast = (text) => {
        const grounds = [];
        for (let at = text; at; at = at.parentElement) {
            grounds.unshift(getComputedStyle(at).backgroundColor);
        }
        const ground = light(mixed(grounds));
        const words = light(mixed([...grounds, getComputedStyle(text).color]));
        return (Math.max(ground, words) + 0.05) / (Math.min(ground, words) + 0.05);
    };
    const shown = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const cutting = /^(hidden|clip)$/;
    const isWhole = (box, from) => {
        if (box.width < 1 || box.height < 1) return false;
        if (box.left < -1 || box.right > innerWidth + 1) return false;
        for (let at = from; at && at !== document.body; at = at.parentElement) {
            const style = getComputedStyle(at), edge = at.getBoundingClientRect();
            if (style.display === "inline" || style.display === "contents") continue;
            const isCutX = box.left < edge.left - 1 || box.right > edge.right + 1;
            const isCutY = box.top < edge.top - 2 || box.bottom > edge.bottom + 2;
            if (isCutX && cutting.test(style.overflowX)) return false;
            if (isCutY && cutting.test(style.overflowY)) return false;
        }
        const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return Boolean(found) && (from.contains(found) || found.contains(from));
    };
    const words = (one) => {
        const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), found = [];
        while (walk.nextNode()) {
            const text = walk.currentNode, from = text.parentElement;
            if (!text.data.trim() || from.closest(".w-sr-only, style, script")) continue;
            if (shown(from)) found.push(text);
        }
        return found;
    };
    const faults = [];
    // Before an open window nothing of the page can be used.
    const part = document.querySelector("dialog:modal") ?? document.querySelector("main");
    const isScrolled = (one) => {
        for (let at = one; at && at !== document.body; at = at.parentElement) {
            if (/^(auto|scroll)$/.test(getComputedStyle(at).overflowX)) return true;
        }
        return false;
    };
    const ours = ".house-review, .house-log, .w-panel--dashboard";
    for (const form of part.querySelectorAll(`:is(${ours}) form[method=post i]`)) {
        if (!form.querySelector("[name=csrfmiddlewaretoken]")?.value) {
            faults.push(`a form that the server will not take: ${form.action}`);
        }
    }
    const beside = (box) => box.width > 1 && (box.left < -1 || box.right > innerWidth + 1);
    for (const field of part.querySelectorAll("input, select, textarea")) {
        if (shown(field) && !isScrolled(field) && beside(field.getBoundingClientRect())) {
            faults.push(`beside the screen: the field ${field.name}`);
        }
    }
    for (const text of words(part)) {
        const range = document.createRange();
        range.selectNodeContents(text);
        if (!isScrolled(text.parentElement) && [...range.getClientRects()].some(beside)) {
            faults.push(`beside the screen: ${text.data.trim().slice(0, 80)}`);
        }
    }
    for (const one of part.querySelectorAll("a[href], button, summary, [role=button]")) {
        // Wagtail's path of a page ends in dots where it is too long; its row of tabs is moved.
        if (!shown(one) || one.closest(".w-breadcrumbs, [role=tablist]")) continue;
        one.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
        const name = (one.innerText || one.ariaLabel || one.outerHTML).trim().slice(0, 80);
        const texts = words(one);
        if (!texts.length) {
            const drawn = [...one.querySelectorAll("svg, img")].filter(shown);
            if (!drawn.some((icon) => isWhole(icon.getBoundingClientRect(), icon))) {
                faults.push(`label: nothing is seen of ${name}`);
            }
        }
        for (const text of texts) {
            const range = document.createRange();
            range.selectNodeContents(text);
            const boxes = [...range.getClientRects()];
            if (!boxes.length || !boxes.every((box) => isWhole(box, text.parentElement))) {
                faults.push(`label: not all is seen of ${name}`);
            } else if (contrast(text.parentElement) < 4.5) {
                faults.push(`label: too pale: ${name}`);
            }
        }
    }
    scrollTo(0, 0);
    return faults;
}"""


def violations(tab: Any) -> list[str]:
    """What axe finds on a screen, and the buttons and links whose words cannot be read."""
    # What comes in slowly is half transparent meanwhile; what turns for ever is not waited for.
    tab.evaluate(SETTLED)
    found = Axe().run(tab, context={"exclude": NOT_OURS}, options={"resultTypes": ["violations"]})
    return [
        f"{row['id']}: {node['target']} {node['failureSummary']}"
        for row in found.response["violations"]
        for node in row["nodes"]
    ] + unreadable(tab)


def unreadable(tab: Any) -> list[str]:
    """The buttons and links whose words have no visible box, or hardly another colour."""
    tab.evaluate(SETTLED)
    faults: list[str] = tab.evaluate(UNREADABLE)
    return faults


def looked_at(tab: Any, addresses: list[str], *, status: int = 200) -> dict[Any, list[str]]:
    """What is wrong with each screen, by address and width; empty where nothing is."""
    found = {}
    for path in addresses:
        tab.set_viewport_size({"width": WIDTHS[0], "height": 900})
        assert tab.goto(path).status == status, path
        tab.wait_for_load_state("networkidle")
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            if "/edit/" in path and width != WIDTHS[0]:
                # Whether the editor's side panel is open is decided when it is opened.
                tab.reload()
                tab.wait_for_load_state("networkidle")
            faults = violations(tab)
            wider = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wider:
                faults.append(f"it is {wider} px wider than the screen")
            if faults:
                found[path, width] = faults
    return found
