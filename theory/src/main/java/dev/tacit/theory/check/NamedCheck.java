package dev.tacit.theory.check;

import java.util.List;
import java.util.function.Function;

/**
 * A check given by a function.
 *
 * @param reference where the claim stands in docs/papers.md, as in {@code A13}; may be empty
 * @param name {@code group/what}
 * @param quick whether it belongs to the quick selection
 * @param claim one line
 * @param body what decides it
 */
public record NamedCheck(
    String reference,
    String name,
    boolean quick,
    String claim,
    Function<Output, List<Finding>> body)
    implements Check {

  /** Checks the name. */
  public NamedCheck {
    if (!name.matches("[a-z0-9]+/[a-z0-9-]+")) {
      throw new IllegalArgumentException("a check is named group/what, found '" + name + "'");
    }
  }

  @Override
  public String group() {
    return name.substring(0, name.indexOf('/'));
  }

  @Override
  public List<Finding> run(Output output) {
    return body.apply(output);
  }
}
