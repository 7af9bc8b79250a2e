package dev.tacit.lab.fetch;

/** Hears how a fetch goes. */
public interface FetchListener {

  /** Something that a person should know. */
  void onNote(String sentence);

  /**
   * A file grows.
   *
   * @param done of its bytes; what an earlier fetch left counts
   */
  void onProgress(String file, long done, long bytes);

  /** A file is whole and is what was published. */
  void onFetched(String file);
}
