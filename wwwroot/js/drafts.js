// What somebody wrote survives a lost connection and a reload: kept in this tab's sessionStorage, by person and page, until it was sent.
// Fields name themselves with data-draft; nothing else is kept, and never a password.
"use strict";
{
    const prefix = "draft:";
    const person = () => document.querySelector("[data-person]")?.dataset.person;
    const keyFor = name => `${prefix}${person()}:${location.pathname}:${name}`;
    const keyOf = field => keyFor(field.dataset.draft);
    const keep = (field, words) => { if (words) sessionStorage.setItem(keyOf(field), words); else sessionStorage.removeItem(keyOf(field)); };
    const kept = field => field.matches?.("[data-draft]:not([type=password])") && person();
    const given = new WeakSet();

    document.addEventListener("input", event => {
        if (kept(event.target)) keep(event.target, event.target.value);
    });

    // A form that is sent by the browser has been sent; a refusal brings the words back with it.
    document.addEventListener("submit", event => {
        for (const field of event.target.querySelectorAll("[data-draft]")) sessionStorage.removeItem(keyOf(field));
    });

    // Only once the circuit lives: what is written into a field before is not heard by the portal.
    const giveBack = () => {
        if (!document.querySelector("[data-circuit=up]")) return;
        for (const field of document.querySelectorAll("[data-draft]")) {
            if (given.has(field)) continue;
            given.add(field);
            const words = kept(field) && sessionStorage.getItem(keyOf(field));
            if (!words || field.value) continue;
            field.value = words;
            field.dispatchEvent(new Event("input", { bubbles: true }));
            field.dispatchEvent(new Event("change", { bubbles: true }));
        }
    };
    // A choice that is made on the page and held by the portal: a hidden field tells it with data-draft-value.
    const choices = changes => { for (const { target, attributeName } of changes) if (attributeName === "data-draft-value" && given.has(target) && kept(target)) keep(target, target.dataset.draftValue); };
    new MutationObserver(changes => { choices(changes); giveBack(); }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-circuit", "data-draft", "data-draft-value"] });

    const forgetAll = () => Object.keys(sessionStorage).filter(key => key.startsWith(prefix)).forEach(key => sessionStorage.removeItem(key));
    if (location.pathname === "/account/sign-in" && new URLSearchParams(location.search).has("out")) forgetAll();

    window.portal ??= {};
    // Called when the portal has taken what was written.
    window.portal.forgetDrafts = (...names) => names.forEach(name => sessionStorage.removeItem(keyFor(name)));
}
