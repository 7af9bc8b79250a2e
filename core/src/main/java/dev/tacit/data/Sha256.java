package dev.tacit.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in hex. */
final class Sha256 {
  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of float32 numbers, big-endian. */
  static String of(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, values.length));
    bytes.asFloatBuffer().put(values);
    return of(bytes);
  }

  /** Of int32 numbers, big-endian. */
  static String of(int[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, values.length));
    bytes.asIntBuffer().put(values);
    return of(bytes);
  }

  private static String of(ByteBuffer bytes) {
    MessageDigest digest = digest();
    digest.update(bytes);
    return hex(digest);
  }
}
