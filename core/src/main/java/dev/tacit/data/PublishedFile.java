package dev.tacit.data;

import java.util.ArrayList;
import java.util.List;
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
  private static final List<MnistFiles> LIKE_MNIST =
      List.of(MnistFiles.MNIST, MnistFiles.FASHION_MNIST, MnistFiles.KMNIST);

  /** Whether a data set is made of published files. */
  public static boolean isSet(String set) {
    return set.equals(CifarFiles.NAME)
        || set.equals(EmnistFiles.NAME)
        || LIKE_MNIST.stream().anyMatch(files -> files.name().equals(set));
  }

  /**
   * The files of a set.
   *
   * @throws IllegalArgumentException for a set that is not made of published files
   */
  public static List<PublishedFile> of(String set) {
    for (MnistFiles files : LIKE_MNIST) {
      if (files.name().equals(set)) {
        return IntStream.range(0, MnistFiles.FILES.size())
            .mapToObj(
                i ->
                    file(
                        MnistFiles.FILES.get(i),
                        files.sha256().isEmpty() ? "" : files.sha256().get(i),
                        !files.md5().isEmpty()))
            .toList();
      }
    }
    return switch (set) {
      case CifarFiles.NAME ->
          Stream.concat(CifarFiles.TRAIN.stream(), Stream.of(CifarFiles.TEST))
              .map(name -> file(name, "", false))
              .toList();
      case EmnistFiles.NAME -> emnist();
      default -> throw new IllegalArgumentException(set + " is not made of published files");
    };
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
