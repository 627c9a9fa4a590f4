// The list of pairs by keyboard. Only the focus moves here, at once; the server is told by the focus itself which row it is at.
"use strict";
(() => {
    // A row that is being scrolled to, because it was not there yet.
    let wanted = null;
    // The pair that had the focus when its row was about to be put elsewhere, which takes the focus away.
    let kept = null;
    const list = () => document.querySelector("[data-list]");
    const rowsOf = table => [...table.querySelectorAll("tbody > tr[aria-rowindex]")];
    const indexOf = row => Number(row.getAttribute("aria-rowindex"));
    const here = table => document.activeElement?.closest("tbody > tr[aria-rowindex]") && table.contains(document.activeElement)
        ? document.activeElement.closest("tr[aria-rowindex]") : null;

    const take = row => {
        row.scrollIntoView({ block: "nearest" });
        row.querySelector("[data-at]").focus({ preventScroll: true });
    };

    const go = (table, index) => {
        const last = Number(table.getAttribute("aria-rowcount"));
        const target = Math.min(Math.max(index, 2), last);
        const row = table.querySelector(`tbody > tr[aria-rowindex="${target}"]`);
        wanted = row ? null : { target, until: performance.now() + 3000 };
        if (row) take(row);
        else toward(table);
    };

    // Scrolls to where the row will be: as far from the nearest row that is there as its number tells.
    const toward = table => {
        const rows = rowsOf(table);
        if (rows.length === 0) return;
        const near = rows.reduce((a, b) => Math.abs(indexOf(b) - wanted.target) < Math.abs(indexOf(a) - wanted.target) ? b : a);
        const box = near.getBoundingClientRect();
        scrollBy({ top: (indexOf(near) < wanted.target ? box.bottom : box.top) + (wanted.target - indexOf(near)) * box.height - innerHeight / 2, behavior: "instant" });
    };

    new MutationObserver(() => {
        if (kept) keep();
        if (!wanted) return;
        const table = list();
        if (!table || performance.now() > wanted.until) wanted = null;
        else if (table.querySelector(`tbody > tr[aria-rowindex="${wanted.target}"]`)) go(table, wanted.target);
    }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-rowindex"] });

    const keep = () => {
        const row = document.activeElement === document.body && list()?.querySelector(`[data-at][href="${CSS.escape(kept.href)}"]`)?.closest("tr");
        if (row) take(row);
        if (row || performance.now() > kept.until) kept = null;
    };

    // Where to begin without a focus: where it was, else the first row in sight.
    const begin = table => {
        const rows = rowsOf(table);
        const known = rows.find(row => row.querySelector('[data-at][tabindex="0"]'));
        const seen = row => { const box = row?.getBoundingClientRect(); return box && box.top >= 0 && box.bottom <= innerHeight; };
        const row = seen(known) ? known : rows.find(seen) ?? rows[0];
        if (row) take(row);
    };

    const page = table => Math.max(1, Math.floor(innerHeight / (rowsOf(table)[0]?.offsetHeight || 57)) - 2);

    document.addEventListener("keydown", event => {
        const table = list();
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
        const field = event.target.closest?.("[data-search]");
        if (field) {
            if (event.key === "Escape") {
                event.preventDefault();
                if (field.value === "") field.blur();
                else {
                    field.value = "";
                    field.dispatchEvent(new Event("input", { bubbles: true }));
                }
            } else if (event.key === "ArrowDown" && table) {
                event.preventDefault();
                go(table, 2);
            }
            return;
        }
        if (event.target.closest?.("input, textarea, select, dialog, [role=dialog], [popover], [contenteditable]")) return;
        if (event.key === "Escape") {
            const clear = document.querySelector("[data-clear]");
            if (!clear) return;
            event.preventDefault();
            const href = table && here(table)?.querySelector("[data-at]").getAttribute("href");
            kept = href ? { href, until: performance.now() + 2000 } : null;
            clear.click();
            return;
        }
        if (!table) return;
        const row = here(table);
        const at = wanted ? wanted.target : row ? indexOf(row) : null;
        const down = event.key === "j" || (row && event.key === "ArrowDown");
        const up = event.key === "k" || (row && event.key === "ArrowUp");
        if (down || up) {
            event.preventDefault();
            if (at === null) begin(table);
            else go(table, at + (down ? 1 : -1));
        } else if (row) {
            const to = { Home: 2, End: Infinity, PageDown: at + page(table), PageUp: at - page(table) }[event.key];
            const fold = row.querySelector("[aria-expanded]");
            if (to !== undefined) {
                event.preventDefault();
                go(table, to);
            } else if (fold && (event.key === "ArrowLeft" || event.key === "ArrowRight") && (fold.getAttribute("aria-expanded") === "true") === (event.key === "ArrowLeft")) {
                event.preventDefault();
                fold.click();
            }
        }
    });
})();
