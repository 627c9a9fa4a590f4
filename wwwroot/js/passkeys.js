// Passkeys: asks the browser's authenticator, and puts its answer into the form that is sent.
"use strict";
{
    const say = (form, text) => { const place = form.querySelector("[data-passkey-says]"); if (place) place.textContent = text; };
    const works = () => typeof PublicKeyCredential?.parseRequestOptionsFromJSON === "function";
    const why = fault => fault?.name === "NotAllowedError" ? "it was cancelled, or took too long" : fault?.message ?? "the browser gave no reason";
    const sent = new WeakSet();

    // With the options that belong to the challenge of this form, and to no other.
    const ask = async form => {
        const body = new URLSearchParams({ challenge: form.querySelector("[data-challenge]").value });
        body.set("__RequestVerificationToken", form.querySelector("[name=__RequestVerificationToken]").value);
        const answer = await fetch("/account/passkey-options", { method: "POST", body });
        if (!answer.ok) throw new Error("the page is too old; load it again");
        return await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(await answer.json()) });
    };
    const make = form => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(form.dataset.passkeyNew)) });

    const go = async (form, button) => {
        const [challenge, answer] = [form.querySelector("[data-challenge]"), form.querySelector("[data-passkey-answer]")];
        const used = challenge.value;
        say(form, "");
        try {
            if (!works()) throw new Error("this browser cannot");
            const credential = await (form.dataset.passkeyNew ? make(form) : ask(form));
            // The page may have renewed its challenge meanwhile.
            challenge.value = used;
            answer.value = JSON.stringify(credential.toJSON());
            form.requestSubmit(button);
        } catch (fault) {
            say(form, `The passkey was not used: ${why(fault)}. Nothing was sent.`);
        }
    };

    document.addEventListener("submit", event => {
        const form = event.target;
        if (!form.matches?.("[data-proof]")) return;
        // A double click sends one form.
        if (sent.has(form)) return event.preventDefault();
        const answer = form.querySelector("[data-passkey-answer]");
        if (answer && !answer.value && !form.querySelector("[data-code]")?.value) {
            event.preventDefault();
            go(form, event.submitter);
            return;
        }
        sent.add(form);
    });
    // Back to a page that the browser had kept: its challenge is used, so it is made anew.
    addEventListener("pageshow", event => { if (event.persisted && document.querySelector("[data-proof]")) location.reload(); });
}
