package dev.tacit.data;

import dev.tacit.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A user's own tables. Each column is an input but those to be learnt or ignored; a category
 * becomes as many inputs as it has words in the training file, in their order. {@code standardise}
 * treats every input by itself, since columns have units of their own.
 *
 * @param testFile empty if test examples are split off
 * @param shape of an example, or null for a vector
 */
record CsvFiles(
    String trainFile, String testFile, CsvFormat format, Shape shape, Selection selection)
    implements Source {
  static final String NAME = "csv";
  private static final List<String> TASKS = ArraySet.TASKS.subList(1, ArraySet.TASKS.size());

  static Map<String, Object> defaults() {
    Map<String, Object> defaults = new LinkedHashMap<>();
    defaults.put("trainFile", "train.csv");
    defaults.put("testFile", "");
    defaults.put("header", true);
    defaults.put("separator", ",");
    defaults.put("target", "");
    defaults.put("task", TASKS.get(0));
    defaults.put("types", Map.of());
    defaults.put("shape", "");
    Selection.defaults(defaults, true);
    return defaults;
  }

  static CsvFiles from(Options options) {
    Map<String, CsvFormat.Type> types = new LinkedHashMap<>();
    options.words("types").forEach((column, type) -> types.put(column, CsvFormat.Type.named(type)));
    boolean classifies = options.word("task", TASKS).equals(TASKS.get(0));
    List<String> targets = options.texts("target");
    if (classifies && targets.size() > 1) {
      throw new IllegalArgumentException(
          "target must be one column for a classification, found " + targets);
    }
    return new CsvFiles(
        options.needed("trainFile"),
        options.text("testFile"),
        new CsvFormat(separator(options), options.flag("header"), targets, classifies, types),
        options.shape("shape"),
        Selection.from(options));
  }

  private static char separator(Options options) {
    String text = options.text("separator");
    if (text.toLowerCase(Locale.ROOT).equals("tab") || text.equals("\\t")) {
      return '\t';
    }
    if (text.length() != 1
        || Character.isLetterOrDigit(text.charAt(0))
        || "\"\r\n".contains(text)) {
      throw new IllegalArgumentException(
          "separator must be one character that is no letter, digit or quote, or tab, found '"
              + text
              + "'");
    }
    return text.charAt(0);
  }

  @Override
  public void check() {
    selection.requireTest(!testFile.isEmpty(), "testFile");
  }

  @Override
  public Dataset load(Path directory) throws DataException {
    DataDirectory files = new DataDirectory(directory, NAME);
    Map<String, String> digests = new LinkedHashMap<>();
    CsvTable train = table(files, trainFile, digests);
    CsvTable test = testFile.isEmpty() ? null : table(files, testFile, digests);
    if (test != null && !titles(train).equals(titles(test))) {
      throw new DataException(
          test.name(), "the columns of " + train.name() + ": " + titles(train), titles(test) + "");
    }
    List<SortedSet<String>> categories = new ArrayList<>();
    for (CsvTable.Column column : train.inputs()) {
      categories.add(column.ofWords() ? words(column, train.rows()) : null);
    }
    ClassNumbers<String> numbers = null;
    if (format.classifies()) {
      SortedSet<String> labels = words(train.targets().get(0), train.rows());
      if (test != null) {
        labels.addAll(words(test.targets().get(0), test.rows()));
      }
      numbers = ClassNumbers.of(train.name(), labels);
    }
    Examples trainPart = examples(train, categories, numbers);
    Examples testPart = test == null ? trainPart : examples(test, categories, numbers);
    int classes = numbers == null ? 0 : numbers.count();
    int outputs = numbers == null ? train.targets().size() : classes;
    return selection.of(
        new Dataset(NAME, trainPart, testPart, classes, outputs, digests), test == null, true);
  }

  private CsvTable table(DataDirectory files, String file, Map<String, String> digests)
      throws DataException {
    CsvTable table =
        files.read(file, (name, in) -> CsvReader.read(name, in, format, ArraySet.MAX_VALUES));
    digests.put(file, table.sha256());
    return table;
  }

  private static List<String> titles(CsvTable table) {
    return table.inputs().stream().map(CsvTable.Column::title).toList();
  }

  private static SortedSet<String> words(CsvTable.Column column, int rows) {
    SortedSet<String> words = new TreeSet<>();
    for (int i = 0; i < rows; i++) {
      words.add(column.word(i));
    }
    return words;
  }

  private Examples examples(
      CsvTable table, List<SortedSet<String>> categories, ClassNumbers<String> numbers)
      throws DataException {
    int width = 0;
    for (SortedSet<String> words : categories) {
      width += words == null ? 1 : words.size();
    }
    if (!((long) width * table.rows() <= ArraySet.MAX_VALUES)) {
      throw new DataException(
          table.name(), "at most " + ArraySet.MAX_VALUES + " inputs", width + " in each row");
    }
    if (shape != null && shape.size() != width) {
      throw new DataException(table.name(), "examples of " + shape, width + " inputs in a row");
    }
    float[] inputs = new float[width * table.rows()];
    int from = 0;
    for (int j = 0; j < categories.size(); j++) {
      fill(inputs, from, width, table, j, categories.get(j));
      from += categories.get(j) == null ? 1 : categories.get(j).size();
    }
    Shape of = shape == null ? Shape.of(width) : shape;
    if (numbers != null) {
      CsvTable.Column label = table.targets().get(0);
      return new Examples(inputs, numbers.of(table.rows(), label::word), null, of);
    }
    int outputs = table.targets().size();
    float[] targets = new float[outputs * table.rows()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = table.targets().get(i % outputs).number(i / outputs);
    }
    return new Examples(inputs, null, targets, of);
  }

  private static void fill(
      float[] inputs, int from, int width, CsvTable table, int j, SortedSet<String> words)
      throws DataException {
    CsvTable.Column column = table.inputs().get(j);
    List<String> order = words == null ? List.of() : List.copyOf(words);
    for (int i = 0; i < table.rows(); i++) {
      if (words == null) {
        inputs[i * width + from] = column.number(i);
        continue;
      }
      int word = order.indexOf(column.word(i));
      if (word < 0) {
        throw new DataException(
            table.name(),
            "in column '" + column.title() + "' a word of the training file",
            "'" + column.word(i) + "' in row " + i);
      }
      inputs[i * width + from + word] = 1;
    }
  }
}
