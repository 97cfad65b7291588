package io.greenloom.bench.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.Range;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.general.DatasetUtils;
import org.jfree.svg.SVGGraphics2D;

/**
 * Bars for one number of the results: a group of bars for each group of runs, a bar per variant.
 */
final class BarChart {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 360;
  private static final int MOST_LEVEL_LABELS = 4;
  private static final Map<String, Color> COLORS =
      Map.of(
          "greenloom", new Color(0x2e8b57),
          "jdk", new Color(0xe07b39),
          "jdk+agent", new Color(0xf2b88a),
          "java", new Color(0xe07b39),
          "java+agent", new Color(0xf2b88a),
          "platform", new Color(0x7f7f7f),
          "gevent", new Color(0x9467bd),
          "netty", new Color(0x1f77b4),
          "nginx", new Color(0x6baed6),
          "epoll-c", new Color(0xbcbd22));

  private final Column column;
  private final boolean logarithmic;

  BarChart(Column column, boolean logarithmic) {
    this.column = column;
    this.logarithmic = logarithmic;
  }

  /**
   * Draws the chart; the same results give the same file.
   *
   * @return whether there was anything to draw
   */
  boolean write(Path file, String title, Results results) throws IOException {
    DefaultCategoryDataset bars = new DefaultCategoryDataset();
    List<String> variants = results.variants();
    for (String variant : variants) {
      results
          .groups()
          .forEach(group ->
              group
                  .spread(variant, column.key())
                  .ifPresent(spread ->
                      bars.addValue(
                          spread.median() * column.scale(), variant, Table.nameOf(group))));
    }
    if (bars.getRowCount() == 0) {
      return false;
    }
    SVGGraphics2D graphics = new SVGGraphics2D(WIDTH, HEIGHT);
    // By default the time, for files that end up in one page.
    graphics.setDefsKeyPrefix("chart");
    chart(title, bars).draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    Files.writeString(file, graphics.getSVGDocument());
    return true;
  }

  private JFreeChart chart(String title, DefaultCategoryDataset bars) {
    JFreeChart chart =
        ChartFactory.createBarChart(
            title, null, column.title(), bars, PlotOrientation.VERTICAL, true, false, false);
    plainTheme().apply(chart);
    CategoryPlot plot = chart.getCategoryPlot();
    plot.setRangeAxis(axis());
    if (plot.getRangeAxis() instanceof LogAxis axis) {
      // Bars have no natural end here; let them begin just below a round number.
      Range range = DatasetUtils.findRangeBounds(bars, false);
      axis.setRange(
          0.99 * Math.pow(10, Math.floor(Math.log10(range.getLowerBound()) - 0.3)),
          range.getUpperBound() * 1.5);
    }
    if (bars.getColumnCount() > MOST_LEVEL_LABELS) {
      plot.getDomainAxis().setCategoryLabelPositions(CategoryLabelPositions.UP_45);
    }
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
    plot.setOutlineVisible(false);
    BarRenderer renderer = (BarRenderer) plot.getRenderer();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setItemMargin(0.05);
    renderer.setMaximumBarWidth(0.06);
    for (int i = 0; i < bars.getRowCount(); i++) {
      renderer.setSeriesPaint(i, COLORS.getOrDefault((String) bars.getRowKey(i), Color.DARK_GRAY));
    }
    return chart;
  }

  private ValueAxis axis() {
    String label = column.title() + (logarithmic ? ", logarithmic" : "");
    ValueAxis axis = logarithmic ? new LogAxis(label) : new NumberAxis(label);
    axis.setLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    axis.setTickLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    if (axis instanceof LogAxis log) {
      log.setTickUnit(new NumberTickUnit(1)); // a power of ten
      log.setNumberFormatOverride(NumberFormat.getInstance(Locale.ROOT));
    }
    return axis;
  }

  private static StandardChartTheme plainTheme() {
    StandardChartTheme theme = new StandardChartTheme("plain");
    theme.setExtraLargeFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    theme.setLargeFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    theme.setRegularFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    theme.setChartBackgroundPaint(Color.WHITE);
    return theme;
  }
}
