// Loaded by chart_controller.js where there is a chart: those parts of ECharts that are drawn with, and nothing else of it.
import { init, use } from "echarts/core"
import { BarChart, HeatmapChart, PieChart } from "echarts/charts"
import { DataZoomComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components"
import { CanvasRenderer } from "echarts/renderers"

use([BarChart, HeatmapChart, PieChart, DataZoomComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, CanvasRenderer])

globalThis.charts = { init } // scripts are built as plain ones: they export nothing
