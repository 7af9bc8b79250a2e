package dev.tacit.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A file of a published set, as {@link Datasets#load} looks for it.
 *
 * @param name as published, unpacked
 * @param sha256 of the unpacked file, empty where none is published
 * @param names that it may have in its directory, the first that exists is read
 */
public record PublishedFile(String name, String sha256, List<String> names) {
  private static final Map<String, List<PublishedFile>> SETS = new HashMap<>();

  static {
    for (MnistFiles files :
        List.of(MnistFiles.MNIST, MnistFiles.FASHION_MNIST, MnistFiles.KMNIST)) {
      SETS.put(
          files.name(),
          IntStream.range(0, MnistFiles.FILES.size())
              .mapToObj(
                  i ->
                      file(
                          MnistFiles.FILES.get(i),
                          files.sha256().isEmpty() ? "" : files.sha256().get(i),
                          !files.md5().isEmpty()))
              .toList());
    }
    SETS.put(
        CifarFiles.NAME,
        Stream.concat(CifarFiles.TRAIN.stream(), Stream.of(CifarFiles.TEST))
            .map(name -> file(name, "", false))
            .toList());
    SETS.put(EmnistFiles.NAME, emnist());
  }

  /** Whether a data set is made of published files. */
  public static boolean isSet(String set) {
    return SETS.containsKey(set);
  }

  /**
   * The files of a set.
   *
   * @throws IllegalArgumentException for a set that is not made of published files
   */
  public static List<PublishedFile> of(String set) {
    if (!isSet(set)) {
      throw new IllegalArgumentException(set + " is not made of published files");
    }
    return SETS.get(set);
  }

  private static List<PublishedFile> emnist() {
    List<PublishedFile> files = new ArrayList<>();
    for (String split : EmnistFiles.SPLITS) {
      for (String part : List.of("train", "test")) {
        for (String kind : List.of("images-idx3", "labels-idx1")) {
          files.add(file("emnist-" + split + "-" + part + "-" + kind + "-ubyte", "", false));
        }
      }
    }
    return files;
  }

  private static PublishedFile file(String name, String sha256, boolean packedFirst) {
    return new PublishedFile(name, sha256, DataDirectory.names(name, packedFirst));
  }
}
