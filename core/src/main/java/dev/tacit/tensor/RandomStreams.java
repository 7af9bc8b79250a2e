package dev.tacit.tensor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.XoShiRo256PlusPlus;

/**
 * Random numbers by name: every stream is derived from (seed, name, index), never from what was
 * drawn before. Resuming at epoch 17 needs no generator state, and a probe that draws cannot
 * disturb training.
 *
 * <p>The generator is XoShiRo256++ of Commons RNG, started from the SHA-256 of the three.
 *
 * @param seed the run's seed
 */
public record RandomStreams(long seed) {

  /**
   * A stream of its own, at its start.
   *
   * @param name what the numbers are for, as in {@code "batch-order"}
   * @param index which of them: an epoch, a step, a layer
   */
  public UniformRandomProvider stream(String name, long index) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer key = ByteBuffer.allocate(16 + text.length).putLong(seed).putLong(index).put(text);
    ByteBuffer digest = ByteBuffer.wrap(sha256(key.array()));
    return new XoShiRo256PlusPlus(
        digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
