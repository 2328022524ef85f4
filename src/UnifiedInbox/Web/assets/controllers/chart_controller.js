import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"

// A chart on canvas (charts.js, brought where there is one): <div data-controller="chart" data-chart-kind-value="load|hours|slices">. Colours
// are those of the theme, also after it is changed. A click on a part leads to the rows it counts.
export default class extends Controller {
  static targets = ["canvas", "period", "csv"]
  static values = { script: String, kind: String, data: Object, period: { type: String, default: "day" } }

  async connect() {
    await import(this.scriptValue).catch(() => {})
    const { charts } = globalThis
    if (!charts || !this.element.isConnected || this.chart) return
    this.chart = charts.init(this.canvasTarget)
    this.chart.on("click", ({ data }) => { if (data?.url) visit(data.url) })
    this.resized = new ResizeObserver(() => this.chart?.resize())
    this.resized.observe(this.canvasTarget)
    this.themed = new MutationObserver(() => this.draw())
    this.themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] })
    this.draw()
  }

  disconnect() {
    this.resized?.disconnect()
    this.themed?.disconnect()
    this.chart?.dispose()
    this.chart = null
  }

  choose({ params }) {
    this.periodValue = params.period
    for (const button of this.periodTargets) button.setAttribute("aria-pressed", button.dataset.chartPeriodParam === params.period)
    for (const link of this.csvTargets) link.href = link.href.replace(/export\/(day|week|month)s/, `export/${params.period}s`)
    this.draw()
  }

  dataValueChanged() { this.draw() }

  draw() {
    if (!this.chart) return
    const style = getComputedStyle(document.documentElement)
    const colour = name => this.plain(style.getPropertyValue(`--color-${name}`).trim() || style.getPropertyValue(`--${name}`).trim())
    this.look = {
      text: colour("base-content"), line: colour("base-300"), back: colour("base-100"), muted: this.plain(style.getPropertyValue("--muted").trim()),
      palette: [colour("primary"), colour("accent"), colour("secondary"), colour("warning"), colour("success"), colour("error")],
    }
    this.chart.setOption({ ...this.common(), ...this[this.kindValue]() }, true)
    this.element.dataset.drawn = "true"
  }

  // Whatever way a theme writes its colours, canvas gets plain ones.
  plain(colour) {
    const context = document.createElement("canvas").getContext("2d")
    context.fillStyle = colour || "#888"
    return context.fillStyle
  }

  common() {
    return {
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      textStyle: { color: this.look.text, fontFamily: getComputedStyle(document.body).fontFamily },
      color: this.look.palette,
      tooltip: { renderMode: "richText", confine: true, backgroundColor: this.look.back, borderColor: this.look.line, textStyle: { color: this.look.text } },
    }
  }

  load() {
    const rows = this.dataValue[this.periodValue] ?? []
    const series = (name, column) => ({ name, type: "bar", stack: "load", barMaxWidth: 32, data: rows.map(row => ({ value: row[column], url: row[column + 2] })) })
    return {
      tooltip: { ...this.common().tooltip, trigger: "axis" },
      legend: { bottom: 0, textStyle: { color: this.look.muted } },
      grid: { left: 8, right: 8, top: 12, bottom: 32, containLabel: true },
      xAxis: { type: "category", data: rows.map(row => row[0]), axisLabel: { color: this.look.muted, hideOverlap: true }, axisLine: { lineStyle: { color: this.look.line } } },
      yAxis: { type: "value", minInterval: 1, axisLabel: { color: this.look.muted }, splitLine: { lineStyle: { color: this.look.line } } },
      dataZoom: rows.length > 60 ? [{ type: "inside" }] : [],
      series: [series("Inbound", 1), series("Outbound", 2)],
    }
  }

  hours() {
    const { weekdays, cells } = this.dataValue
    const most = Math.max(1, ...cells.map(cell => cell[2]))
    return {
      tooltip: { ...this.common().tooltip, formatter: ({ value }) => `${weekdays[value[1]]} ${String(value[0]).padStart(2, "0")}:00  ${value[2]} inbound` },
      grid: { left: 8, right: 8, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: [...Array(24).keys()], axisLabel: { color: this.look.muted, hideOverlap: true }, axisTick: { show: false }, axisLine: { show: false } },
      yAxis: { type: "category", data: weekdays, inverse: true, axisLabel: { color: this.look.muted }, axisTick: { show: false }, axisLine: { show: false } },
      visualMap: { show: false, min: 0, max: most, inRange: { color: [this.look.line, this.look.palette[0]] } },
      series: [{ type: "heatmap", itemStyle: { borderWidth: 1, borderColor: this.look.back, borderRadius: 3 }, data: cells.map(cell => ({ value: cell.slice(0, 3), url: cell[3] })) }],
    }
  }

  slices() {
    return {
      tooltip: { ...this.common().tooltip, trigger: "item", formatter: ({ name, value, percent }) => `${name}: ${value} (${percent} %)` },
      legend: { bottom: 0, textStyle: { color: this.look.muted } },
      series: [{
        type: "pie", radius: ["48%", "72%"], center: ["50%", "44%"], data: this.dataValue.slices,
        itemStyle: { borderColor: this.look.back, borderWidth: 2 }, label: { show: false },
      }],
    }
  }
}
