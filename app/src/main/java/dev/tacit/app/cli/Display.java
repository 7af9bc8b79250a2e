package dev.tacit.app.cli;

import dev.tacit.lab.run.RunListener;

/** Shows a person how the runs of one stage go. */
interface Display extends RunListener, AutoCloseable {
  @Override
  void close();
}
