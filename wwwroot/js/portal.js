// The few things that C# cannot do from the server.
"use strict";

window.portal ??= {};
// The viewer's time zone, asked once per circuit.
window.portal.zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

// Colours: works on every page, with or without a circuit.
document.addEventListener("click", event => {
    const choice = event.target.closest?.("[data-theme-choice]")?.dataset.themeChoice;
    if (!choice) return;
    const system = choice === "system";
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `portal-theme=${system ? "" : choice}; path=/; samesite=lax; max-age=${system ? 0 : 31536000}${secure}`;
    if (system) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    for (const button of document.querySelectorAll("[data-theme-choice]"))
        button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
});

// A page without its circuit says so, can be read but not used, and comes back by itself.
const banner = document.getElementById("components-reconnect-modal");
if (banner && window.Blazor) {
    const offline = () => document.documentElement.hasAttribute("data-offline");
    // Links are part of what is read ('ERP database'), so they stay; where they lead could not be shown.
    const actions = ".providers, :is(main, .tour) :is(button, input, select, textarea)", links = ".app a[href]";
    const off = on => {
        document.documentElement.toggleAttribute("data-offline", on);
        document.querySelectorAll(actions).forEach(part => part.toggleAttribute("inert", on));
        document.querySelectorAll(links).forEach(link => on ? link.setAttribute("aria-disabled", "true") : link.removeAttribute("aria-disabled"));
    };
    for (const act of ["click", "submit", "change"])
        document.addEventListener(act, event => {
            // What only folds and unfolds needs no server.
            if (!offline() || !event.target.closest?.(`${links}, main, .tour, .providers`) || event.target.closest("summary")) return;
            event.preventDefault();
            event.stopImmediatePropagation();
        }, true);
    let since = null;
    banner.addEventListener("components-reconnect-state-changed", event => {
        const state = event.detail.state;
        if (state === "hide") {
            since = null;
            off(false);
        } else if (state === "rejected") {
            // The server has forgotten this page, because it was restarted or the page was away for long: begin anew.
            location.reload();
        } else {
            if (since === null) {
                since = new Date();
                banner.querySelector("[data-since]").textContent = since.toLocaleTimeString([], { hour12: false });
            }
            off(true);
            signedOut();
        }
    });
    // A connection that is refused because the sign-in ended does not come back by waiting.
    const signedOut = async () => {
        const answer = await fetch("/account/alive", { cache: "no-store" }).catch(() => null);
        if (answer?.status === 401) location.assign(`/account/sign-in?returnUrl=${encodeURIComponent(location.pathname + location.search)}`);
    };
    Blazor.start({
        circuit: {
            reconnectionOptions: {
                maxRetries: 1000000,
                retryIntervalMilliseconds: attempt => attempt === 0 ? 0 : Math.min(5000, 250 * 2 ** Math.min(attempt, 5)),
            },
        },
    });
}

// Who signs out is out in every tab of this browser at once, not only after the next look at the store.
const tabs = new BroadcastChannel("portal");
tabs.addEventListener("message", event => { if (event.data === "signed-out" && banner) location.reload(); });
if (location.pathname === "/account/sign-in" && new URLSearchParams(location.search).has("out")) tabs.postMessage("signed-out");

// A portal that is slow says so: whoever presses something and gets no answer within 1 s sees for how long it is waited for.
const slow = document.getElementById("slow");
if (slow && window.Blazor) {
    const patience = 1000;
    let asked = null;
    const show = () => {
        const seconds = Math.round((performance.now() - asked) / 1000);
        slow.querySelector("[data-waited]").textContent = `The portal has not answered for ${seconds} s. It is waited for; pressing again is not needed.`;
        slow.classList.add("shown");
    };
    const ask = async () => {
        if (asked !== null || document.documentElement.hasAttribute("data-offline") || !document.querySelector("[data-circuit=up]")) return;
        asked = performance.now();
        const first = setTimeout(show, patience);
        const later = setInterval(() => { if (slow.classList.contains("shown")) show(); }, 5000);
        try {
            // It is answered after whatever was pressed before it. A lost connection has a banner of its own.
            await DotNet.invokeMethodAsync("Portal", "answer");
        } catch {
        } finally {
            clearTimeout(first);
            clearInterval(later);
            slow.classList.remove("shown");
            asked = null;
        }
    };
    document.addEventListener("click", event => { if (event.target.closest?.(":is(.app, .providers) :is(button, a, input, summary)")) ask(); });
    document.addEventListener("change", ask);
}

// A page that failed is loaded anew, not only shown anew.
document.addEventListener("click", event => {
    if (!event.target.closest?.("[data-reload]")) return;
    event.preventDefault();
    location.reload();
});
