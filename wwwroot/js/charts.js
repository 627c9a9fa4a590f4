// Charts of the last minutes: the server pushes values, uPlot draws them, and keys or the pointer read them out.
import uPlot from "../lib/uplot/uPlot.esm.js";

const names = ["ink3", "line", "busy", "busy-bg", "ok", "wait", "stop", "stop-bg", "surface"];
const units = ["B", "KB", "MB", "GB", "TB"];
const powers = units.flatMap((_, unit) => [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map(step => step * 1024 ** unit));

// The same steps and digits as the server's own words.
const bytes = value => {
    let unit = 0;
    for (; Math.abs(value) >= 1024 && unit < units.length - 1; unit++) value /= 1024;
    return `${unit === 0 || Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 10) / 10} ${units[unit]}`;
};
const milliseconds = value => value > 0 && value < 1 ? "under 1 ms" : value >= 1000 ? `${Math.round(value / 10) / 100} s` : `${value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} ms`;
const clock = seconds => new Date(seconds * 1000).toLocaleTimeString([], { hour12: false });
const minute = seconds => new Date(seconds * 1000).toLocaleTimeString([], { hour12: false, hour: "2-digit", minute: "2-digit" });

// A canvas knows no custom properties, and light-dark() has to be resolved by an element.
const colours = host => {
    const probe = host.appendChild(document.createElement("i"));
    const found = Object.fromEntries(names.map(name => {
        probe.style.color = `var(--${name})`;
        return [name, getComputedStyle(probe).color];
    }));
    probe.remove();
    return found;
};

const hatch = colour => {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 6;
    const pen = tile.getContext("2d");
    pen.strokeStyle = colour;
    pen.lineWidth = 1.5;
    for (const from of [-6, 0, 6]) {
        pen.moveTo(from, 6);
        pen.lineTo(from + 6, 0);
    }
    pen.stroke();
    return tile;
};

const charts = new Set();

class Chart {
    constructor(host, data) {
        this.host = host;
        this.plot = host.querySelector("[data-plot]");
        this.readout = host.querySelector("[data-readout]");
        this.chosen = null;
        this.take(data);
        this.colours = colours(host);
        this.u = new uPlot(this.options(), this.series(), this.plot.querySelector("[data-canvas]"));
        this.sized = new ResizeObserver(() => this.u.setSize({ width: this.width(), height: data.height }));
        this.sized.observe(this.plot);
        this.themed = new MutationObserver(() => this.paint());
        this.themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
        this.dark = matchMedia("(prefers-color-scheme: dark)");
        this.repaint = () => this.paint();
        this.dark.addEventListener("change", this.repaint);
        this.plot.addEventListener("keydown", event => this.key(event));
        this.plot.addEventListener("focus", () => this.choose(this.last()));
        this.plot.addEventListener("blur", () => this.choose(null));
        charts.add(this);
        this.tell(null);
    }

    set(data) {
        this.take(data);
        this.u.setData(this.series());
        if (this.chosen !== null) this.choose(Math.max(0, this.times.indexOf(this.chosen)));
        else if (this.u.cursor.idx === null || this.u.cursor.left < 0) this.tell(null);
    }

    dispose() {
        charts.delete(this);
        this.sized.disconnect();
        this.themed.disconnect();
        this.dark.removeEventListener("change", this.repaint);
        this.u.destroy();
    }

    take(data) {
        this.data = data;
        this.times = data.values.map((_, place) => data.start + place * data.step);
    }

    series() {
        // An answer within no time at all is drawn, too: nothing is drawn where nothing is known.
        const least = this.data.tries ? this.data.top * 0.05 : 0;
        return [this.times, this.data.values.map(value => value === null ? null : Math.max(value, least))];
    }

    // Reads its size once more at each use: the card may have been hidden when it was made.
    width() {
        return Math.max(160, this.plot.clientWidth);
    }

    text(value) {
        return this.data.unit === "bytes" ? bytes(value) : milliseconds(value);
    }

    options() {
        const ink = () => this.colours.ink3;
        const line = () => this.colours.line;
        const isBytes = this.data.unit === "bytes";
        return {
            width: this.width(), height: this.data.height,
            padding: [8, 6, 0, 0],
            legend: { show: false },
            cursor: { drag: { x: false, y: false }, y: false, sync: { key: this.data.group }, points: { size: 7 } },
            scales: {
                x: { time: true, range: () => [this.data.now - this.data.span, this.data.now] },
                y: { range: (_, __, most) => [0, Math.max(this.data.top, (most ?? 0) * 1.1)] },
            },
            axes: [
                { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: 26, gap: 7, space: 70, font: "11px Inter, sans-serif", values: (_, ticks) => ticks.map(minute) },
                {
                    stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: 58, gap: 6, space: 30, font: "11px Inter, sans-serif",
                    ...(isBytes ? { incrs: powers } : {}), values: (_, ticks) => ticks.map(tick => this.text(tick)),
                },
            ],
            series: [{}, isBytes
                ? { stroke: () => this.colours.busy, fill: () => this.colours["busy-bg"], width: 1.5, spanGaps: false, points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }) }
                : { stroke: () => this.colours.ok, fill: () => this.colours.ok, width: 0, spanGaps: false, points: { show: false }, paths: uPlot.paths.bars({ size: [0.7, 8], align: 1 }) }],
            hooks: { draw: [u => this.marks(u)], setCursor: [u => this.tell(u.cursor.left >= 0 ? u.cursor.idx : null)] },
        };
    }

    // The limit, and the times without an answer: hatched, so that they are told without the colour.
    marks(u) {
        const pen = u.ctx;
        const { left, top, width, height } = u.bbox;
        pen.save();
        pen.beginPath();
        pen.rect(left, top, width, height);
        pen.clip();
        if (this.data.limit !== null) {
            const y = u.valToPos(this.data.limit, "y", true);
            pen.strokeStyle = this.colours.wait;
            pen.lineWidth = devicePixelRatio;
            pen.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
            pen.beginPath();
            pen.moveTo(left, y);
            pen.lineTo(left + width, y);
            pen.stroke();
            pen.fillStyle = this.colours.wait;
            pen.font = `${11 * devicePixelRatio}px Inter, sans-serif`;
            pen.textAlign = "left";
            pen.textBaseline = y - top < 20 * devicePixelRatio ? "top" : "bottom";
            pen.fillText(`limit ${this.text(this.data.limit)}`, left + 6 * devicePixelRatio, y + (pen.textBaseline === "top" ? 3 : -3) * devicePixelRatio);
        }
        const pattern = pen.createPattern(hatch(this.colours.stop), "repeat");
        (this.data.silent ?? []).forEach((silent, place) => {
            if (!silent) return;
            const from = u.valToPos(this.times[place], "x", true);
            const wide = Math.max(3 * devicePixelRatio, u.valToPos(this.times[place] + this.data.step, "x", true) - from);
            pen.fillStyle = this.colours["stop-bg"];
            pen.fillRect(from, top, wide, height);
            pen.fillStyle = pattern;
            pen.fillRect(from, top, wide, height);
        });
        pen.restore();
    }

    paint() {
        this.colours = colours(this.host);
        this.u.redraw(false, true);
    }

    last() {
        const known = this.data.values.findLastIndex((value, place) => value !== null || this.data.silent?.[place]);
        return known < 0 ? this.times.length - 1 : known;
    }

    key(event) {
        const at = this.chosen === null ? this.last() : this.times.indexOf(this.chosen);
        const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -12, PageUp: 12, Home: -this.times.length, End: this.times.length };
        if (event.key === "Escape") this.choose(null);
        else if (event.key in steps) this.choose(Math.min(this.times.length - 1, Math.max(0, at + steps[event.key])));
        else return;
        event.preventDefault();
    }

    choose(place) {
        this.chosen = place === null ? null : this.times[place];
        for (const chart of charts)
            if (chart.data.group === this.data.group) chart.point(place === null ? null : chart.times.indexOf(this.times[place]));
    }

    // uPlot tells the pointer's moves on to the other charts of a group, but not where a key has led.
    point(place) {
        const shown = place === null || place < 0 ? null : place;
        if (shown === null) this.u.setCursor({ left: -10, top: -10 }, false);
        else this.u.setCursor({ left: this.u.valToPos(Math.min(this.times[shown], this.data.now), "x"), top: 1 }, false);
        this.tell(shown);
    }

    // Null tells the newest, so that there is always a value and nothing changes its place.
    tell(place) {
        const at = place ?? this.last();
        const text = `${clock(this.times[at])} · ${this.at(at)}`;
        this.readout.textContent = text;
        this.plot.setAttribute("aria-valuemax", String(this.times.length - 1));
        this.plot.setAttribute("aria-valuenow", String(at));
        this.plot.setAttribute("aria-valuetext", text);
    }

    at(place) {
        const value = this.data.values[place];
        if (this.data.unit === "bytes") return value === null ? "not known" : bytes(value);
        const tries = this.data.tries[place];
        const silent = this.data.silent[place];
        if (!tries) return "not tried";
        const slowest = value === null ? "" : `slowest answer ${milliseconds(value)}`;
        return silent ? `${silent} of ${tries} not answered${value === null ? "" : `, slowest ${milliseconds(value)}`}` : slowest;
    }
}

export const create = (host, data) => new Chart(host, data);
