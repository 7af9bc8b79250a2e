package dev.tacit.lab.fetch;

import java.io.IOException;

/** A host that cannot be reached, or that does not send what was published. */
public final class FetchException extends IOException {
  private static final long serialVersionUID = 1L;

  FetchException(String message) {
    super(message);
  }

  FetchException(String message, Throwable cause) {
    super(message, cause);
  }
}
