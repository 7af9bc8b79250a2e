package dev.tacit.lab.report;

/** Markup; everything that is not markup goes through {@link #escape}. */
public final class Html {
  private final StringBuilder text = new StringBuilder();

  /** Text as HTML shows it, in elements and in quoted attributes. */
  public static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
      }
    }
    return out.toString();
  }

  /** How many characters there are. */
  int length() {
    return text.length();
  }

  /** Appends markup as it is. */
  public Html raw(String markup) {
    text.append(markup);
    return this;
  }

  /** Appends text. */
  public Html text(String plain) {
    text.append(escape(plain));
    return this;
  }

  /** Appends an element that holds text. */
  public Html element(String tag, String plain) {
    int end = tag.indexOf(' ');
    String name = end < 0 ? tag : tag.substring(0, end);
    text.append('<').append(tag).append('>').append(escape(plain));
    text.append("</").append(name).append(">\n");
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
