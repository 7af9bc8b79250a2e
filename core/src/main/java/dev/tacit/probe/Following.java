package dev.tacit.probe;

import dev.tacit.training.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a probe wants to have followed during an epoch. Probes that name the same kind share one
 * follower, which gathers as much as the one that wants most.
 *
 * @param kind of follower, by which a probe finds it again ({@link Snapshot#met})
 * @param detail how much of it; each includes those before it
 * @param make makes it for a training, where some probe that is due wants it
 */
public record Following<F extends Follower>(Class<F> kind, int detail, Function<Problem, F> make) {

  /** The largest of each kind, in the order in which kinds were first named. */
  public static List<Following<?>> most(Stream<Following<?>> wanted) {
    Map<Class<?>, Following<?>> most = new LinkedHashMap<>();
    wanted.forEach(
        each ->
            most.merge(
                each.kind(), each, (one, other) -> other.detail() > one.detail() ? other : one));
    return List.copyOf(most.values());
  }
}
