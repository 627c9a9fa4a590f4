// How long a text is that has to have a least length, said beside its field as one types; works without a circuit.
"use strict";
document.addEventListener("input", event => {
    const place = event.target.dataset?.counts && document.getElementById(event.target.dataset.counts);
    if (place) place.textContent = `; ${event.target.value.trim().length} so far`;
});
