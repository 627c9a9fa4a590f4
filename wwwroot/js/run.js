// What a run's page cannot do from the server: scroll positions, and moving in a list with the arrow keys.
"use strict";

window.portal.output = {
    // Tells the component when the reader leaves the end of the output, and when they are back at it.
    watch: (pane, component) => {
        let atEnd = true;
        pane.addEventListener("scroll", () => {
            // The pane is laid out from its end: 0 is the end, above it is negative.
            const now = pane.scrollTop > -8;
            if (now === atEnd) return;
            atEnd = now;
            component.invokeMethodAsync("AtEnd", atEnd).catch(() => { });
        }, { passive: true });
    },
    end: pane => { pane.scrollTop = 0; },
    top: pane => { pane.scrollTop = -pane.scrollHeight; },
    hit: pane => {
        const mark = pane.querySelector("mark.now");
        if (!mark) return;
        const [at, box] = [mark.getBoundingClientRect(), pane.getBoundingClientRect()];
        if (at.top < box.top + 8 || at.bottom > box.bottom - 8) pane.scrollTop += at.top - box.top - box.height / 2;
        // The page moves only when the hit is out of sight with the pane.
        const shown = mark.getBoundingClientRect();
        if (shown.top < 0 || shown.bottom > innerHeight) mark.scrollIntoView({ block: "center" });
    },
};

// The details of a step stand above the list on a phone: whoever chose a step is led to them.
window.portal.reveal = id => {
    const part = document.getElementById(id);
    if (!part) return;
    const top = part.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight * 0.8) part.scrollIntoView({ block: "start" });
};

// Lists marked data-roving are one stop of the Tab key; arrows, Home and End move within them.
document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const list = event.target.closest?.("[data-roving]");
    if (!list) return;
    const items = [...list.querySelectorAll("[data-roving-item]")];
    const at = items.indexOf(event.target.closest("[data-roving-item]"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = items[Math.max(0, Math.min(items.length - 1, to))];
    items.forEach(item => { item.tabIndex = item === next ? 0 : -1; });
    next.focus();
});
