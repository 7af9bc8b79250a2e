package dev.tacit.lab.report;

import dev.tacit.lab.page.FrontEnd;
import dev.tacit.lab.store.TuningRecord;
import dev.tacit.lab.study.Judged;
import dev.tacit.lab.study.SeedFactors;
import dev.tacit.lab.study.Study;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The page of a study: what it was asked, what came out, and a place for every chart. As a file it
 * has its pictures, its numbers and its script inside and needs nothing else; a server gives it out
 * without them, and the script asks for numbers as they come.
 */
final class Page {
  private static final Set<String> FIRST = Set.of("paper", "like", "loss", "grid", "against");

  /** A file to be sent to somebody; a study whose pictures alone take more has more. */
  private static final int MOST_BYTES = 2_900_000;

  private final Study study;
  private final ClaimsTable claims;
  private final List<Figure> tuning;
  private final List<Chapter> chapters;
  private final Map<String, Drawing> drawings;
  private final Landscapes landscapes;
  private final Beside beside;
  private final String folder;
  private final Html html = new Html();

  /**
   * @param claims with their verdicts
   * @param tuning the figures of the tuned comparison
   * @param landscapes that were drawn of the runs
   * @param beside tables of other studies
   * @param drawings of all figures, by name; none for a page that a server gives out
   * @param folder of their files, beside the page
   */
  Page(
      Study study,
      List<Judged> claims,
      List<Figure> tuning,
      List<Chapter> chapters,
      Landscapes landscapes,
      Beside beside,
      Map<String, Drawing> drawings,
      String folder) {
    this.landscapes = landscapes;
    this.beside = beside;
    this.tuning = tuning;
    this.claims = new ClaimsTable(claims);
    this.folder = folder;
    this.study = study;
    this.chapters = chapters;
    this.drawings = drawings;
  }

  /** What a page's script is told, where there is so much room. */
  @FunctionalInterface
  interface Data {
    /**
     * The text of it.
     *
     * @param bytes that are left
     */
    String within(int bytes) throws IOException;
  }

  /**
   * The page as a file.
   *
   * @param data for its script
   */
  String html(Data data) throws IOException {
    List<String> scripts = List.of(FrontEnd.library(), FrontEnd.script());
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    html.raw(" img-src data: blob:; style-src 'unsafe-inline'; script-src");
    scripts.forEach(script -> html.raw(" '" + FrontEnd.hash(script) + "'"));
    html.raw("\">\n");
    html.element("title", study.experiment().heading());
    html.raw("<style>\n").raw(FrontEnd.style()).raw("</style>\n</head>\n<body>\n");
    html.raw("<main id=\"main\">\n");
    main();
    html.raw("</main>\n<script type=\"application/json\" id=\"data\">");
    int left = MOST_BYTES - html.length() - scripts.get(0).length() - scripts.get(1).length();
    html.raw(data.within(left)).raw("</script>\n");
    html.raw("<script>").raw(scripts.get(0)).raw("</script>\n");
    html.raw("<script type=\"module\">").raw(scripts.get(1)).raw("</script>\n</body>\n</html>\n");
    return html.toString();
  }

  /** What stands within the page's main element, for a server. */
  String mainHtml() {
    main();
    return html.toString();
  }

  private void main() {
    Overview overview = new Overview(study);
    html.raw("<section id=\"overview\">\n");
    overview.heading(html);
    if (!claims.isEmpty()) {
      html.raw("<p><a href=\"#claims\">Claims</a>: ").text(claims.summary()).raw("</p>\n");
    }
    List<Section> sections = sections(overview);
    html.raw("</section>\n<nav aria-label=\"Sections\">");
    for (Section section : sections) {
      html.raw("<a href=\"#" + section.id() + "\">").text(section.title()).raw("</a> ");
    }
    html.raw("</nav>\n");
    for (Section section : sections) {
      html.raw("<section id=\"" + section.id() + "\"><h2>").text(section.title()).raw("</h2>\n");
      section.body().run();
      html.raw("</section>\n");
    }
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
      if (!chapter.shown().isEmpty()) {
        boolean first = FIRST.contains(chapter.id());
        (first ? sections : others)
            .add(new Section(chapter.id(), chapter.title(), () -> chapter(chapter, tables)));
      }
    }
    if (!beside.isEmpty()) { // the paper's figures are what they are held against
      List<String> ids = sections.stream().map(Section::id).toList();
      int place = ids.contains("paper") ? ids.indexOf("paper") + 1 : ids.size();
      sections.add(place, new Section("beside", "From other studies", () -> beside.write(html)));
    }
    sections.add(new Section("numbers", "Numbers", () -> numbers(tables)));
    SeedTable seeds = new SeedTable(SeedFactors.of(study));
    if (!seeds.isEmpty()) {
      sections.add(new Section("seeds", "Variance by seed", () -> seeds.write(html)));
    }
    sections.addAll(others);
    if (!landscapes.isEmpty()) {
      sections.add(
          new Section(
              "landscapes",
              "Landscapes and spectra",
              () -> landscapes.write(html, !drawings.isEmpty())));
    }
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
    for (Figure figure : tuning) {
      if (drawings.containsKey(figure.name())) {
        figure(List.of(figure), "figure-" + figure.name(), "", false);
      }
    }
    html.raw("</div>\n");
    table.all(html);
  }

  private void numbers(Tables tables) {
    html.element(
        "p",
        "Mean over seeds ± half of Student’s 95 % interval, of the runs that finished; a single"
            + " seed stands alone. Beside the last epoch: the lowest training loss that all of them"
            + " reach, where each first reaches it, interpolated between epochs.");
    boolean many = study.variants().size() > Panel.MOST;
    if (many) {
      html.raw("<details><summary>").text("Of all " + study.variants().size() + " settings");
      html.raw("</summary>\n");
    }
    tables.numbers(html);
    html.raw(many ? "</details>\n" : "");
  }

  private void chapter(Chapter chapter, Tables tables) {
    if (!chapter.intro().isEmpty()) {
      html.element("p", chapter.intro());
    }
    html.raw("<div class=\"figures\">\n");
    for (Shown shown : chapter.shown()) {
      List<Figure> figures = drawings.isEmpty() ? List.of() : shown.figures();
      boolean begins = chapter.pairs() && shown.ask().way() == Topic.Way.EPOCH;
      figure(figures, shown.ask().id(), shown.ask().json(), begins);
    }
    html.raw("</div>\n");
    if (chapter.id().equals("loss")) {
      tables.ladder(html);
    }
  }

  /**
   * A place for a chart, with the pictures that are there without a script.
   *
   * @param chart what the script draws, as JSON; empty for nothing but the pictures
   */
  private void figure(List<Figure> figures, String id, String chart, boolean beginsRow) {
    if (figures.isEmpty() && !drawings.isEmpty()) {
      return; // there is nothing to draw
    }
    boolean wide = figures.stream().anyMatch(Figure::isWide);
    html.raw("<figure id=\"" + id + "\"");
    html.raw(wide ? " class=\"wide\"" : beginsRow ? " class=\"left\"" : "");
    if (!chart.isEmpty()) {
      html.raw(" data-chart=\"").text(chart).raw("\"");
    }
    html.raw(">");
    StringBuilder captions = new StringBuilder();
    for (Figure figure : figures) {
      html.raw("<div class=\"plot\">").raw(drawings.get(figure.name()).inline()).raw("</div>\n");
      captions.append(captions.isEmpty() ? "" : " ").append(figure.caption());
    }
    html.element("figcaption", captions.toString());
    if (!figures.isEmpty()) {
      html.raw("<p class=\"files\">Files: ");
      for (Figure figure : figures) {
        for (String kind : List.of("csv", "svg", "png")) {
          html.raw("<a href=\"" + folder + "/" + figure.name() + "." + kind + "\">");
          html.text(figures.size() > 1 ? figure.name() + "." + kind : kind).raw("</a> ");
        }
      }
      html.raw("</p>\n");
    }
    if (chart.isEmpty() && !drawings.get(figures.get(0).name()).hover().isEmpty()) {
      html.raw("<script type=\"application/json\">");
      html.raw(drawings.get(figures.get(0).name()).hover()).raw("</script>");
    }
    html.raw("</figure>\n");
  }
}
