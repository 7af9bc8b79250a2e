package dev.tacit.lab.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.data.Datasets;
import dev.tacit.data.PublishedFile;
import dev.tacit.lab.fetch.PublicSet.RemoteFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sets that can be fetched are those that are read. */
class PublicSetTest {

  @Test
  void everySetIsOneThatAFileMayName() {
    assertEquals(
        List.of("mnist", "fashion-mnist", "kmnist", "emnist", "cifar-10"),
        List.copyOf(PublicSet.all().keySet()));
    PublicSet.all()
        .forEach((name, set) -> assertTrue(Datasets.all().get(name).needsDirectory(), name));
    PublicSet.all().keySet().forEach(name -> assertTrue(PublishedFile.isSet(name), name));
    assertFalse(PublishedFile.isSet("mnist-20k"));
  }

  @Test
  void everyFileThatIsReadIsFetched() {
    for (PublicSet set : PublicSet.all().values()) {
      List<String> come =
          set.packed()
              ? set.members().stream().map(PublicSet.Member::file).toList()
              : set.remote().stream().map(RemoteFile::name).toList();
      set.files()
          .forEach(
              file ->
                  assertTrue(
                      file.names().stream().anyMatch(come::contains),
                      set.name() + " " + file.name()));
      assertEquals(set.files().size(), come.size());
      set.remote().forEach(file -> assertTrue(file.sha256().matches("[0-9a-f]{64}")));
    }
    assertEquals(24, PublicSet.named("emnist").files().size());
    assertEquals(30_730_000, PublicSet.named("cifar-10").members().get(0).mostBytes());
  }

  @Test
  void anUnknownSetIsSaid() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> PublicSet.named("svhn")).getMessage();
    assertTrue(message.contains("known: mnist, fashion-mnist"), message);
  }
}
