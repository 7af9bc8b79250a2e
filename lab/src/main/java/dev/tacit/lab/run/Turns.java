package dev.tacit.lab.run;

/**
 * Whose turn it is: a run asks before every epoch, so that more runs than cores can share them
 * evenly. Which numbers come out does not depend on it.
 */
public interface Turns {

  /** Always at once. */
  Turns FREE =
      new Turns() {
        @Override
        public void begin() {}

        @Override
        public void end() {}
      };

  /** Waits for a turn. */
  void begin();

  /** Gives the turn back. */
  void end();
}
