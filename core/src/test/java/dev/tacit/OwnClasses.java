package dev.tacit;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.LocationProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The compiled classes of the module whose test asks, and of no other: nothing is searched for in
 * the jars below, of which LibTorch's has thousands of entries.
 */
public final class OwnClasses implements LocationProvider {
  @Override
  public Set<Location> get(Class<?> test) {
    try {
      URI tests = test.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Set.of(Location.of(Path.of(tests).resolveSibling("classes")));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
