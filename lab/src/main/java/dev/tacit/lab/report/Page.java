package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.store.TuningRecord;
import dev.tacit.lab.study.Judged;
import dev.tacit.lab.study.SeedFactors;
import dev.tacit.lab.study.Study;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code report.html}: one file that needs nothing else. */
final class Page {
  private static final Set<String> FIRST = Set.of("paper", "like", "loss", "grid", "against");

  private final Study study;
  private final ClaimsTable claims;
  private final List<Figure> tuning;
  private final List<Chapter> chapters;
  private final Map<String, Drawing> drawings;
  private final String folder;
  private final Html html = new Html();

  /**
   * @param claims with their verdicts
   * @param tuning the figures of the tuned comparison
   * @param drawings of all figures, by name
   * @param folder of their files, beside the page
   */
  Page(
      Study study,
      List<Judged> claims,
      List<Figure> tuning,
      List<Chapter> chapters,
      Map<String, Drawing> drawings,
      String folder) {
    this.tuning = tuning;
    this.claims = new ClaimsTable(claims);
    this.folder = folder;
    this.study = study;
    this.chapters = chapters;
    this.drawings = drawings;
  }

  String html() throws IOException {
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    html.raw(" style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n");
    html.element("title", study.experiment().heading());
    html.raw("<style>\n").raw(resource("report.css")).raw("</style>\n</head>\n<body>\n<main>\n");
    Overview overview = new Overview(study);
    overview.heading(html);
    if (!claims.isEmpty()) {
      html.raw("<p><a href=\"#claims\">Claims</a>: ").text(claims.summary()).raw("</p>\n");
    }
    List<Section> sections = sections(overview);
    html.raw("<nav>");
    for (Section section : sections) {
      html.raw("<a href=\"#" + section.id() + "\">").text(section.title()).raw("</a> ");
    }
    html.raw("</nav>\n");
    for (Section section : sections) {
      html.raw("<h2 id=\"" + section.id() + "\">").text(section.title()).raw("</h2>\n");
      section.body().run();
    }
    html.raw("</main>\n<script>\n").raw(resource("report.js")).raw("</script>\n</body>\n</html>\n");
    return html.toString();
  }

  /** A part of the page. */
  private record Section(String id, String title, Runnable body) {}

  /** The answers, the tuned comparison, the first chapters, the numbers, and then the rest. */
  private List<Section> sections(Overview overview) {
    Tables tables = new Tables(study);
    List<Section> sections = new ArrayList<>();
    List<Section> others = new ArrayList<>();
    TuningRecord record = study.experiment().tuning();
    if (!claims.isEmpty()) { // what was asked comes first, then what it rests on
      sections.add(new Section("claims", "Claims", () -> claims.write(html)));
    }
    if (record != null) {
      TuningTable table = new TuningTable(study, record);
      sections.add(new Section("tuned", "The tuned comparison", () -> tuned(table)));
    }
    for (Chapter chapter : chapters) {
      boolean first = FIRST.contains(chapter.id());
      (first ? sections : others)
          .add(new Section(chapter.id(), chapter.title(), () -> chapter(chapter, tables)));
    }
    sections.add(new Section("numbers", "Numbers", () -> numbers(tables)));
    SeedTable seeds = new SeedTable(SeedFactors.of(study));
    if (!seeds.isEmpty()) {
      sections.add(new Section("seeds", "Variance by seed", () -> seeds.write(html)));
    }
    sections.addAll(others);
    sections.add(
        new Section(
            "provenance",
            "Provenance",
            () -> {
              overview.optimizers(html);
              overview.provenance(html);
            }));
    return sections;
  }

  private void tuned(TuningTable table) {
    html.element("p", table.how());
    table.write(html);
    html.raw("<div class=\"figures\">\n");
    tuning.forEach(figure -> figure(drawings.get(figure.name()), false));
    html.raw("</div>\n");
    table.all(html);
  }

  private void numbers(Tables tables) {
    html.element(
        "p",
        "Mean over seeds ± half of Student’s 95 % interval, of the runs that finished; a single"
            + " seed stands alone. Beside the last epoch: the lowest training loss that all of them"
            + " reach, where each first reaches it, interpolated between epochs.");
    tables.numbers(html);
  }

  private void chapter(Chapter chapter, Tables tables) {
    if (!chapter.intro().isEmpty()) {
      html.element("p", chapter.intro());
    }
    html.raw("<div class=\"figures\">\n");
    for (Figure figure : chapter.figures()) {
      boolean begins =
          chapter.pairs()
              && figure instanceof LinePlot plot
              && plot.across().kind() == Diagram.Across.Kind.EPOCH;
      figure(drawings.get(figure.name()), begins);
    }
    html.raw("</div>\n");
    if (chapter.id().equals("loss")) {
      tables.ladder(html);
    }
  }

  private void figure(Drawing drawing, boolean beginsRow) {
    Figure figure = drawing.figure();
    html.raw(
        figure.isWide()
            ? "<figure class=\"wide\""
            : beginsRow ? "<figure class=\"left\"" : "<figure");
    html.raw(" id=\"figure-" + figure.name() + "\"><div class=\"plot\">");
    html.raw(drawing.inline()).raw("</div>\n");
    html.element("figcaption", figure.caption());
    html.raw("<p class=\"files\">");
    for (String kind : List.of("csv", "svg", "png")) {
      html.raw("<a href=\"" + folder + "/" + figure.name() + "." + kind + "\">" + kind + "</a> ");
    }
    html.raw("</p>\n");
    if (!drawing.hover().isEmpty()) {
      html.raw("<script type=\"application/json\">").raw(drawing.hover());
      html.raw("</script>");
    }
    html.raw("</figure>\n");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the program is incomplete: its resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
