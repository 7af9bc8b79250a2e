package dev.tacit.app.serve;

import dev.tacit.lab.page.FrontEnd;
import dev.tacit.lab.report.Html;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/** The HTML around what a page shows. */
final class Shell {
  private Shell() {}

  /** Where a page is. */
  static String address(Shelf.Place place) {
    String name = URLEncoder.encode(place.experiment(), StandardCharsets.UTF_8).replace("+", "%20");
    return "/x/" + name + "/" + place.number() + "/";
  }

  /**
   * A page.
   *
   * @param numbers of the commands of the same experiment
   * @param main what stands in its main element
   */
  static String page(Shelf.Place place, List<Integer> numbers, String title, String main) {
    Html html = begin(title);
    html.raw("<script src=\"/files/uplot.js\" defer></script>\n");
    for (String module : FrontEnd.MODULES) {
      html.raw("<link rel=\"modulepreload\" href=\"/files/" + module + "\">\n");
    }
    html.raw("<script type=\"module\" src=\"/files/page.js\"></script>\n</head>\n<body>\n");
    if (numbers.size() > 1) {
      html.raw("<nav class=\"commands\" aria-label=\"Commands\">Commands: ");
      for (int number : numbers) {
        Shelf.Place other = new Shelf.Place(place.experiment(), number);
        html.raw("<a href=\"" + address(other) + "\"");
        html.raw(number == place.number() ? " aria-current=\"page\">" : ">");
        html.text(Integer.toString(number)).raw("</a> ");
      }
      html.raw("</nav>\n");
    }
    html.raw("<main id=\"main\">\n").raw(main).raw("</main>\n");
    html.raw("<script type=\"application/json\" id=\"data\">{\"live\":\"" + address(place));
    return html.raw("\"}</script>\n</body>\n</html>\n").toString();
  }

  /** The experiments of a directory. */
  static String index(SortedMap<String, SortedMap<Integer, Path>> experiments) {
    Html html = begin("Experiments").raw("</head>\n<body>\n<main>\n");
    html.element("h1", "Experiments");
    if (experiments.isEmpty()) {
      html.element("p", "There are none yet; this page shows them once they have begun.");
    }
    html.raw("<ul>\n");
    experiments.forEach(
        (name, commands) ->
            commands
                .keySet()
                .forEach(
                    number -> {
                      Shelf.Place place = new Shelf.Place(name, number);
                      html.raw("<li><a dir=\"auto\" href=\"" + address(place) + "\">").text(name);
                      html.raw("</a>").text(commands.size() > 1 ? ", command " + number : "");
                      html.raw("</li>\n");
                    }));
    return html.raw("</ul>\n</main>\n</body>\n</html>\n").toString();
  }

  private static Html begin(String title) {
    Html html = new Html();
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<link rel=\"icon\" href=\"data:,\">\n");
    html.element("title", title);
    return html.raw("<link rel=\"stylesheet\" href=\"/files/page.css\">\n");
  }
}
