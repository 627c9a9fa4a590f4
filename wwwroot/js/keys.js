// Shortcuts: what Components/Help/Shortcuts.cs lists, and nothing else. The list is read from the dialog that shows it.
"use strict";
{
    const dialog = () => document.getElementById("shortcuts");
    const shortcuts = () => [...(dialog()?.querySelectorAll("[data-keys]") ?? [])].map(one => ({ keys: one.dataset.keys.split(" "), go: one.dataset.go, act: one.dataset.act }));
    const writes = where => where.closest?.("input, textarea, select, [contenteditable]");
    const asks = () => document.querySelector("dialog[open], .mud-dialog-container");
    const forget = 1500;
    let first = null;

    const acts = {
        help: () => dialog().showModal(),
        search: () => {
            const field = document.querySelector("[data-search]");
            if (!field) return false;
            field.focus();
            field.select();
        },
        // Menus and dialogs close on Escape by themselves.
        close: () => false,
    };

    const go = address => {
        // A page that lost the portal has nowhere to go.
        if (document.documentElement.hasAttribute("data-offline")) return;
        if (window.Blazor) Blazor.navigateTo(address);
        else location.assign(address);
    };

    document.addEventListener("keydown", event => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writes(event.target) || asks()) {
            first = null;
            return;
        }
        const before = first && event.timeStamp - first.at < forget ? first.key : null;
        const is = one => before !== null ? one.keys.length === 2 && one.keys[0] === before && one.keys[1] === event.key : one.keys.length === 1 && one.keys[0] === event.key;
        const hit = shortcuts().find(is);
        first = null;
        if (!hit) {
            if (before === null && shortcuts().some(one => one.keys.length === 2 && one.keys[0] === event.key)) first = { key: event.key, at: event.timeStamp };
            return;
        }
        if (hit.go) go(hit.go);
        else if (acts[hit.act]?.() === false) return;
        event.preventDefault();
    });

    document.addEventListener("click", event => {
        if (event.target.closest?.("[data-open-shortcuts]")) dialog()?.showModal();
        // A link within the dialog leads away from it; a click beside it closes it.
        else if (event.target.closest?.("[data-close-dialog]") || event.target === dialog()) dialog().close();
    });
}
