package dev.tacit.lab.fetch;

import dev.tacit.data.PublishedFile;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A published set: which files its hosts give out, and what is taken from them. Sizes and SHA-256
 * are those of the files as published, each found alike in at least two public sources that do not
 * copy each other (docs/decisions.md); where the makers publish MD5 sums, these files have them.
 *
 * @param name as in an experiment's file
 * @param hosts folders with the files, the makers' own first
 * @param remote what a host gives out
 * @param members what is taken out of an archive; empty where the files themselves are the set
 * @param files as the program looks for them
 */
public record PublicSet(
    String name,
    List<URI> hosts,
    List<RemoteFile> remote,
    List<Member> members,
    List<PublishedFile> files) {

  /**
   * A file on a host.
   *
   * @param sha256 of the file as it is given out
   */
  public record RemoteFile(String name, long bytes, String sha256) {}

  /**
   * A file in an archive.
   *
   * @param path in it, exactly
   * @param file its name in the set's directory
   * @param mostBytes that it may have
   * @param exact whether it must have so many
   */
  record Member(String path, String file, long mostBytes, boolean exact) {}

  private static final long CIFAR_BYTES = 10_000 * (1 + 3 * 32 * 32);
  private static final long EMNIST_BYTES = 1L << 30;

  private static final Map<String, PublicSet> ALL = new LinkedHashMap<>();

  static {
    mnistLike(
        "mnist",
        List.of(
            "http://yann.lecun.com/exdb/mnist/",
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/"),
        remote(9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
        remote(28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        remote(1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        remote(4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"));
    mnistLike(
        "fashion-mnist",
        List.of("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        remote(26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        remote(29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        remote(4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        remote(5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"));
    mnistLike(
        "kmnist",
        List.of("http://codh.rois.ac.jp/kmnist/dataset/kmnist/"),
        remote(18_165_135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
        remote(29_497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
        remote(3_041_136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
        remote(5_120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"));
    archive(
        "emnist",
        "https://biometrics.nist.gov/cs_links/EMNIST/",
        new RemoteFile(
            "gzip.zip",
            561_753_746,
            "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e"));
    archive(
        "cifar-10",
        "https://www.cs.toronto.edu/~kriz/",
        new RemoteFile(
            "cifar-10-binary.tar.gz",
            170_052_171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"));
  }

  private static RemoteFile remote(long bytes, String sha256) {
    return new RemoteFile("", bytes, sha256);
  }

  private static void mnistLike(String name, List<String> hosts, RemoteFile... remote) {
    List<PublishedFile> files = PublishedFile.of(name);
    List<RemoteFile> named =
        Arrays.stream(remote)
            .map(
                file ->
                    new RemoteFile(
                        files.get(Arrays.asList(remote).indexOf(file)).name() + ".gz",
                        file.bytes(),
                        file.sha256()))
            .toList();
    ALL.put(
        name,
        new PublicSet(name, hosts.stream().map(URI::create).toList(), named, List.of(), files));
  }

  private static void archive(String name, String host, RemoteFile archive) {
    List<PublishedFile> files = PublishedFile.of(name);
    boolean zip = archive.name().endsWith(".zip");
    List<Member> members =
        files.stream()
            .map(
                file ->
                    zip
                        ? new Member(
                            "gzip/" + file.name() + ".gz", file.name() + ".gz", EMNIST_BYTES, false)
                        : new Member(
                            "cifar-10-batches-bin/" + file.name(), file.name(), CIFAR_BYTES, true))
            .toList();
    ALL.put(name, new PublicSet(name, List.of(URI.create(host)), List.of(archive), members, files));
  }

  /** All sets by name, in a fixed order. */
  public static Map<String, PublicSet> all() {
    return java.util.Collections.unmodifiableMap(ALL);
  }

  /**
   * One of them.
   *
   * @throws IllegalArgumentException listing the known ones
   */
  public static PublicSet named(String name) {
    PublicSet set = ALL.get(name);
    if (set == null) {
      throw new IllegalArgumentException(
          "no published set '" + name + "'; known: " + String.join(", ", ALL.keySet()));
    }
    return set;
  }

  /** Whether the set comes as an archive. */
  public boolean packed() {
    return !members.isEmpty();
  }

  /** Which files to place where, for a machine without a network. */
  public String byHand(String directory) {
    String names = String.join(", ", remote.stream().map(RemoteFile::name).toList());
    return "Without a network: put "
        + names
        + " (from "
        + String.join(" or ", hosts.stream().map(URI::toString).toList())
        + ") into "
        + directory
        + (packed()
            ? " and run 'tacit data fetch " + name + " --dir " + directory + "', which unpacks it"
            : " and run 'tacit data verify " + name + " --dir " + directory + "'");
  }
}
